import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { FigureTheme } from "../src/reports/figures/figure-style.ts";
import { lightTheme } from "../src/reports/figures/figure-style.ts";
import type { Language } from "../src/reports/page/report-record.ts";
import { type Words, words } from "./words.ts";

/** What every part of the page needs: the language and the colours that charts draw with. */
export interface Look {
  readonly language: Language;
  readonly theme: FigureTheme;
}

export const LookContext = createContext<Look>({ language: "ja", theme: lightTheme });

export function useLook(): Look & { readonly words: Words } {
  const look = useContext(LookContext);
  return { ...look, words: words[look.language] };
}
