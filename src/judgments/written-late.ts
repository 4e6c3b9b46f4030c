/** What a call sends, and what of its texts was conspicuous. */
interface Written {
  readonly body: unknown;
  readonly flags: unknown;
}

/**
 * A plan whose body is written when it or its flags are first read: most plans are looked at for their keys alone. A class, since
 * V8 takes longer to give each of a million objects its own getters than to plan it.
 */
export class WrittenLate<Prompt, Late extends Written> {
  readonly key: string;
  readonly prompt: Prompt;
  readonly #write: () => Late;
  #written: Late | null = null;

  constructor(key: string, prompt: Prompt, write: () => Late) {
    this.key = key;
    this.prompt = prompt;
    this.#write = write;
  }

  get body(): Late["body"] {
    return this.#late().body;
  }

  get flags(): Late["flags"] {
    return this.#late().flags;
  }

  #late(): Late {
    this.#written ??= this.#write();
    return this.#written;
  }
}
