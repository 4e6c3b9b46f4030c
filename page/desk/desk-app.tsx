import { useEffect, useState } from "preact/hooks";
import type { DeskFacts } from "../../src/people/desk-view.ts";
import { darkTheme, lightTheme } from "../../src/reports/figures/figure-style.ts";
import type { Language } from "../../src/reports/page/report-record.ts";
import { LookContext } from "../context.ts";
import { ThemeSelect } from "../head.tsx";
import { storage, useTheme } from "../use-theme.ts";
import { deskApi, type Standing } from "./desk-api.ts";
import { type DeskWords, deskWords } from "./desk-words.ts";
import { SitDown } from "./sit-down.tsx";
import { Sitting } from "./sitting.tsx";

/** The whole desk: who rates, then one question after another. */
export function DeskApp() {
  const theme = useTheme();
  const [language, setLanguage] = useState<Language>("ja");
  const [facts, setFacts] = useState<DeskFacts | "closed" | null>(null);
  const [person, setPerson] = useState<{ readonly by: string; readonly standing: Standing } | null>(null);
  useEffect(() => {
    deskApi.facts().then((heard) => {
      if (heard.kind !== "heard") return setFacts("closed");
      setFacts(heard.value);
      const stored = storage()?.getItem("mtbench-language");
      setLanguage(stored === "ja" || stored === "en" ? stored : heard.value.language);
    });
  }, []);
  const words = deskWords[language];
  useEffect(() => {
    document.documentElement.lang = language;
    if (facts !== null && facts !== "closed") document.title = `${words.title}: ${facts.title}`;
  }, [language, facts, words]);
  return (
    <LookContext.Provider value={{ language, theme: theme.dark ? darkTheme : lightTheme }}>
      <a class="skip" href="#main">
        {words.skipLink}
      </a>
      <div class="desk page">
        <header class="head">
          <div>
            <h1>{words.title}</h1>
            {facts !== null && facts !== "closed" && (
              <p class="made">
                {facts.title}
                {person !== null && <> · {person.by}</>}
              </p>
            )}
          </div>
          <div class="switches">
            <ThemeSelect name={theme.name} onTheme={theme.choose} />
            <button
              type="button"
              class="plain"
              lang={language === "ja" ? "en" : "ja"}
              onClick={() => {
                const next = language === "ja" ? "en" : "ja";
                storage()?.setItem("mtbench-language", next);
                setLanguage(next);
              }}
            >
              {words.switchTo}
            </button>
          </div>
        </header>
        <Body facts={facts} person={person} words={words} language={language} onPerson={setPerson} />
      </div>
    </LookContext.Provider>
  );
}

function Body({
  facts,
  person,
  words,
  language,
  onPerson,
}: {
  readonly facts: DeskFacts | "closed" | null;
  readonly person: { readonly by: string; readonly standing: Standing } | null;
  readonly words: DeskWords;
  readonly language: Language;
  readonly onPerson: (person: { readonly by: string; readonly standing: Standing }) => void;
}) {
  if (facts === null || facts === "closed") {
    return (
      <main id="main">
        <p class={facts === null ? "note" : "trouble"}>{facts === null ? words.loading : words.closed}</p>
      </main>
    );
  }
  if (person === null) return <SitDown facts={facts} words={words} language={language} onPerson={onPerson} />;
  return (
    <Sitting key={person.by} facts={facts} by={person.by} first={person.standing} words={words} language={language} />
  );
}
