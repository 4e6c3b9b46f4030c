import { oneOf, text, texts } from "./kinds.ts";

/** `<candidate>`: one word that must be there. */
export const word = (help: string) => ({ ...text, help, required: "it is missing" }) as const;

/** `<name>`: the same, one of `choices`. */
export const wordOf = <const T extends string>(choices: readonly T[], help: string) =>
  ({ ...oneOf(choices), help, required: "it is missing" }) as const;

/** `<folders..>`: one word or more. */
export const someWords = (help: string) => ({ ...texts, help, required: "name at least one" }) as const;

/** `[ids..]`: any number of words. */
export const anyWords = (help: string) => ({ ...texts, help, default: [] as readonly string[] }) as const;
