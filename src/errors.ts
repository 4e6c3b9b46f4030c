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

/** What the system says by a code, in words; its own sentence names system calls and files of ours. */
const systemWords: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  ENOTDIR: "a part of the path is a file",
  EISDIR: "it is a folder",
  EACCES: "permission is denied",
  EPERM: "it is not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "no space is left on the device",
  EMFILE: "too many files are open",
  ELOOP: "a link leads in a circle",
  ENAMETOOLONG: "the name is too long",
  ENOTFOUND: "there is no such host, or no network",
  EAI_AGAIN: "no name server answers; is there a network?",
};

/** The text of any thrown value, for wrapping in a message of our own; what the system refused is said in words. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const words = "syscall" in error ? systemWords[codeOf(error) ?? ""] : undefined;
  return words ?? error.message;
}

/** The `code` of a Node system error (`ENOENT`, `EACCES`, ...), or undefined. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
