/** What a call sends, and what of its texts was conspicuous. */
interface Written {
  readonly body: unknown;
  readonly flags: unknown;
}

/** A plan whose body is written when it or its flags are first read: most plans are looked at for their keys alone. */
export function writtenLate<Prompt, Late extends Written>(
  key: string,
  prompt: Prompt,
  write: () => Late,
): { readonly key: string; readonly prompt: Prompt; readonly body: Late["body"]; readonly flags: Late["flags"] } {
  let written: Late | null = null;
  const late = () => {
    written ??= write();
    return written;
  };
  return {
    key,
    prompt,
    get body(): Late["body"] {
      return late().body;
    },
    get flags(): Late["flags"] {
      return late().flags;
    },
  };
}
