import { oneOf, text, texts, type Zod } from "./kinds.ts";

/** `<candidate>`: one word that must be there. */
export const word = (help: string) => ({ ...text, help, required: "it is missing" }) as const;

/** `[question]`: one word that may be left out. */
export const optionalWord = (help: string) => ({ ...text, help }) as const;

/** `<name>`: the same, one of `choices`. */
export const wordOf = <const T extends string>(choices: readonly T[], help: string) =>
  ({ ...oneOf(choices), help, required: "it is missing" }) as const;

/** `<folders..>`: one word or more. */
export const someWords = (help: string) => ({ ...texts, help, required: "name at least one" }) as const;

/** `[ids..]`: any number of words. */
export const anyWords = (help: string) =>
  ({ ...texts, type: (z: Zod) => z.array(z.string().min(1)), help, default: [] as readonly string[] }) as const;
