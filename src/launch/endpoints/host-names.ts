import { isLoopback } from "../../chat/http/is-loopback.ts";

/** Whether it can only be of one's own network: private addresses, and names without a dot as clusters have them. */
export function isPrivateHost(hostname: string): boolean {
  if (isLoopback(hostname)) return true;
  if (/^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./u.test(hostname))
    return true;
  return /^\[f[cde]/iu.test(hostname) || !/[.:]/u.test(hostname) || /\.(?:local|internal|lan|home)$/iu.test(hostname);
}
