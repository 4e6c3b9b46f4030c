import { useEffect, useState } from "preact/hooks";

export const themeNames = ["auto", "light", "dark"] as const;

export type ThemeName = (typeof themeNames)[number];

/** Where the reader's own choices are kept; a page from a file may have no storage at all. */
export function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** The reader's choice of colours, kept for the next time, and whether it comes to dark ones now. */
export function useTheme(): { readonly name: ThemeName; readonly dark: boolean; choose(name: ThemeName): void } {
  const [name, setName] = useState<ThemeName>("auto");
  const [dark, setDark] = useState(false);
  useEffect(() => {
    const stored = themeNames.find((one) => one === storage()?.getItem("mtbench-theme"));
    if (stored !== undefined) setName(stored);
  }, []);
  useEffect(() => {
    const system = matchMedia("(prefers-color-scheme: dark)");
    const apply = () => setDark(name === "dark" || (name === "auto" && system.matches));
    apply();
    if (name === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = name;
    system.addEventListener("change", apply);
    return () => system.removeEventListener("change", apply);
  }, [name]);
  return {
    name,
    dark,
    choose(next) {
      storage()?.setItem("mtbench-theme", next);
      setName(next);
    },
  };
}
