import { codeOf, InputError, messageOf } from "../errors.ts";

/** What a file system says when it will not take what is written, in words. */
const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "no space is left on the device",
  EDQUOT: "the disk quota is used up",
  EIO: "the device failed to write",
  EROFS: "the file system is read-only",
  EACCES: "permission is denied",
  EPERM: "it is not permitted",
  ENOENT: "no such file or folder can be made there",
  ENOTDIR: "a part of the path is a file",
  EEXIST: "a part of the path is a file",
  EFBIG: "the file has become larger than allowed",
  ESTALE: "the network file system lost the file",
  EMFILE: "too many files are open",
  EISDIR: "it is a folder",
  ELOOP: "a link leads in a circle",
  ENAMETOOLONG: "the name is too long",
};

/** A file could not be written. What stood in it before is whole. */
export class StorageError extends InputError {
  constructor(path: string, cause: unknown) {
    const code = codeOf(cause);
    const reason = code === undefined ? undefined : reasons[code];
    super(`cannot write ${path}: ${reason === undefined ? messageOf(cause) : `${reason} (${code})`}`, {
      hint: "What was recorded so far is kept and whole. Mend it, or write elsewhere with --results.",
      cause,
    });
    this.name = "StorageError";
  }
}

/** Runs work on files; what the file system refuses becomes a StorageError about `path`, a bug stays what it is. */
export async function storing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InputError || codeOf(error) === undefined) throw error;
    throw new StorageError(path, error);
  }
}

/** What the file system refused, as the user's to mend; null for any other error. */
export function fileProblem(error: unknown): InputError | null {
  if (!(error instanceof Error) || !("path" in error) || !("syscall" in error)) return null;
  const code = codeOf(error) ?? "";
  // A file that is missing where one is read is for its reader to explain.
  const reason = code === "ENOENT" && error.syscall !== "mkdir" ? undefined : reasons[code];
  if (reason === undefined || String(error.syscall).startsWith("spawn")) return null;
  // Where a file was to be put in its place, that is the name that the user gave.
  const path = "dest" in error ? error.dest : error.path;
  return new InputError(`${String(path)}: ${reason} (${codeOf(error)})`, { cause: error });
}

/** What the file refused that the shell leads our output to, such as one on a full disk; null for any other error. */
export function outputProblem(error: unknown): InputError | null {
  const code = codeOf(error) ?? "";
  const reason = reasons[code];
  if (reason === undefined) return null;
  return new InputError(`cannot write to stdout or stderr: ${reason} (${code})`, {
    hint: "Records are kept and whole. Lead the output elsewhere and give the same command again.",
    cause: error,
  });
}
