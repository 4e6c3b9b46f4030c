import type { z } from "zod";
import type { Said } from "./setting.ts";
import type { SettingName, settings } from "./settings.ts";

type Table = typeof settings;

/** Words of a command line that stand without a flag, by name. */
export type Positionals = Readonly<Record<string, Said>>;

type ValueOf<One> = One extends { type: (zod: never) => infer Type extends z.ZodType } ? z.output<Type> : never;

/** There in any case: it has a default, or the command does not go without it. */
type Certain = { readonly default: unknown } | { readonly required: string };

type PropertyOf<Name extends SettingName> = Table[Name] extends { settled: true }
  ? never
  : Table[Name] extends { as: infer Property extends string }
    ? Property
    : Name;

/** What a command gets that takes these flags and positionals. */
export type FlagsOf<Names extends readonly SettingName[], Words extends Positionals = Record<never, never>> = {
  readonly [Name in Names[number] as Table[Name] extends Certain ? PropertyOf<Name> : never]: ValueOf<Table[Name]>;
} & {
  readonly [Name in Names[number] as Table[Name] extends Certain ? never : PropertyOf<Name>]?:
    | ValueOf<Table[Name]>
    | undefined;
} & {
  readonly [Word in keyof Words]: Words[Word] extends Certain ? ValueOf<Words[Word]> : ValueOf<Words[Word]> | undefined;
};
