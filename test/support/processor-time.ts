/**
 * Milliseconds of processor time that this process has taken since: what is quadratic takes minutes of it, and a busy machine
 * adds little.
 */
export function processorMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}
