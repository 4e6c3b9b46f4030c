/**
 * The user's input (a flag, a file, a server they named) is wrong. Shown as one message without a stack, exit code 2.
 * `problems` holds every finding when there are several (all of a file's lines at once); `hint` says what to do.
 */
export class InputError extends Error {
  readonly problems: readonly string[];
  readonly hint: string | undefined;

  constructor(
    message: string,
    options: { problems?: readonly string[]; hint?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "InputError";
    this.problems = options.problems ?? [];
    this.hint = options.hint;
  }
}

/** The text of any thrown value, for wrapping in a message of our own. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` of a Node system error (`ENOENT`, `EACCES`, ...), or undefined. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
