import type { ChatAddress } from "../../chat/http/chat-address.ts";
import { InputError } from "../../errors.ts";
import type { ServerAddress } from "../../models/candidate.ts";
import { redact } from "../../text/redact.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Every base URL of a server or pool with its key, headers and query, values `$NAME` filled in. Secrets come from the
 * environment alone, and only variables that were named are read. Throws InputError for one that is not set.
 */
export function serverAccess(
  address: ServerAddress,
  env: Environment,
  who: { readonly name: string; readonly keyFlag: string },
): readonly [ChatAddress, ...ChatAddress[]] {
  const { baseUrl, others = [], keyHeader } = address;
  const shared = {
    apiKey: keyOf(address, env, who),
    ...(keyHeader === undefined ? {} : { keyHeader }),
    headers: filled(address.headers, env, who.name),
    query: filled(address.query, env, who.name),
  };
  return [{ baseUrl, ...shared }, ...others.map((other) => ({ baseUrl: other, ...shared }))];
}

function keyOf(
  address: ServerAddress,
  env: Environment,
  { name, keyFlag }: { readonly name: string; readonly keyFlag: string },
): string | null {
  if (address.apiKeyEnv === null) return null;
  const key = env[address.apiKeyEnv];
  if (key !== undefined && key !== "") return key;
  if (looksLikeKey(address.apiKeyEnv)) {
    throw new InputError(`${name}: what --${keyFlag} (or apiKeyEnv) names is no environment variable`, {
      hint: "It takes the variable's name, such as MY_API_KEY, never the key itself. If that was a key, it may stand in your shell's history.",
    });
  }
  throw new InputError(`${name}: the environment variable ${address.apiKeyEnv} is not set`, {
    hint: `Set it to the API key of ${address.baseUrl}, or name another variable with --${keyFlag}.`,
  });
}

/** `$NAME` as the whole value, or after a word such as `Bearer`, so that no secret stands in the configuration. */
function filled(
  values: Readonly<Record<string, string>> | undefined,
  env: Environment,
  name: string,
): Record<string, string> {
  const read = Object.entries(values ?? {}).map(([field, value]): [string, string] => {
    const [, before = "", variable] = /^(.*\s)?\$([A-Za-z_][A-Za-z0-9_]*)$/u.exec(value) ?? [];
    if (variable === undefined) return [field, value];
    const found = env[variable];
    if (found !== undefined && found !== "") return [field, `${before}${found}`];
    throw new InputError(`${name}: the environment variable ${variable} for ${field} is not set`);
  });
  return Object.fromEntries(read);
}

/** Whether a word that should name a variable may be the secret itself, which no message may repeat. */
function looksLikeKey(word: string): boolean {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/u.test(word)) return true;
  if (redact(word) !== word) return true;
  return word.length >= 20 && /\d/u.test(word) && /[a-z]/u.test(word);
}
