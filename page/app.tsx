import { useEffect, useRef, useState } from "preact/hooks";
import { darkTheme, lightTheme } from "../src/reports/figures/figure-style.ts";
import type { Language, ReportRecord } from "../src/reports/page/report-record.ts";
import { Agreement } from "./agreement.tsx";
import { BoardView } from "./board-view.tsx";
import type { Chunks } from "./chunks.ts";
import { LookContext, useLook } from "./context.ts";
import { Head } from "./head.tsx";
import { Matches } from "./matches.tsx";
import { Methods } from "./methods.tsx";
import { formatPlace, nowhere, type Place, parsePlace } from "./place.ts";
import { Questions } from "./questions.tsx";
import { storage, useTheme } from "./use-theme.ts";
import { visible, visibleName } from "./visible-text.ts";
import { words } from "./words.ts";

/** Who has records and stands in no table. */
function Unrated({ record: { unrated } }: { readonly record: ReportRecord }) {
  const { words: text } = useLook();
  if (unrated.length === 0) return null;
  return (
    <section class="unrated" aria-labelledby="unrated">
      <h2 id="unrated">{text.unratedTitle}</h2>
      <ul>
        {unrated.map((one) => (
          <li key={`${one.set} ${one.origin} ${one.id}`}>
            {visibleName(one.id)}{" "}
            {visible(text.unratedLine(one.set, one.origin === "import", one.answered, one.failed))}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What only exists in a browser; null while the page is rendered to HTML in Node. */
export interface Running {
  readonly chunks: Chunks;
  readonly live: boolean;
  /** Calls back with every new record while a run is written; returns what stops it. */
  readonly watch: ((onRecord: (record: ReportRecord) => void) => () => void) | null;
}

export function App({
  record: first,
  language: firstLanguage,
  running,
}: {
  readonly record: ReportRecord;
  readonly language: Language;
  readonly running: Running | null;
}) {
  const [record, setRecord] = useState(first);
  const [language, setLanguage] = useState(firstLanguage);
  const theme = useTheme();
  const { place, go } = usePlace();
  // Charts and questions are drawn only in the browser, after the page has taken over what was rendered before.
  const [ready, setReady] = useState(false);

  useEffect(() => {
    setReady(true);
    const wanted = new URLSearchParams(location.search).get("lang") ?? storage()?.getItem("mtbench-language");
    const own = first.languages.find((one) => one === wanted);
    if (own !== undefined) setLanguage(own);
  }, []);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = visibleName(record.title[language]);
  }, [language, record]);
  useEffect(() => {
    if (running === null || running.watch === null) return;
    return running.watch((next) => {
      running.chunks.forget();
      setRecord(next);
    });
  }, [running]);

  const text = words[language];
  return (
    <LookContext.Provider value={{ language, theme: theme.dark ? darkTheme : lightTheme }}>
      <a class="skip" href="#main">
        {text.skip}
      </a>
      <div class="page">
        <Head
          record={record}
          live={running?.live === true}
          themeName={theme.name}
          onLanguage={(next) => {
            storage()?.setItem("mtbench-language", next);
            setLanguage(next);
          }}
          onTheme={theme.choose}
        />
        <Main record={record} ready={ready} running={running} place={place} onPlace={go} />
        <footer>{text.madeBy(record.tool.version)}</footer>
      </div>
    </LookContext.Provider>
  );
}

/** Where in the report one is, which its address says. */
function usePlace(): { readonly place: Place; readonly go: (change: Partial<Place>) => void } {
  const [place, setPlace] = useState<Place>(nowhere);
  useEffect(() => {
    const onHash = () => setPlace(parsePlace(location.hash));
    onHash();
    addEventListener("hashchange", onHash);
    return () => removeEventListener("hashchange", onHash);
  }, []);
  const here = useRef(place);
  here.current = place;
  // Merged into what is current now, not into what was drawn last: two keys may come between two drawings.
  const go = (change: Partial<Place>) => {
    const next = { ...here.current, ...change };
    const address = formatPlace(next);
    // Typing into the search field makes no history; opening a question does, so that "back" closes it.
    if (next.question === here.current.question) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    here.current = next;
    setPlace(next);
  };
  return { place, go };
}

/** All sections, one under another. */
function Main({
  record,
  ready,
  running,
  place,
  onPlace,
}: {
  readonly record: ReportRecord;
  readonly ready: boolean;
  readonly running: Running | null;
  readonly place: Place;
  readonly onPlace: (change: Partial<Place>) => void;
}) {
  const { words: text } = useLook();
  return (
    <main id="main">
      {record.boards.length === 0 && <p class="headline">{text.empty}</p>}
      {record.boards.length > 1 && <p class="note">{text.severalProtocols(record.boards.length)}</p>}
      {record.boards.map((board) => (
        <BoardView
          key={board.key}
          board={board}
          agreements={record.agreements}
          alone={record.boards.length === 1}
          ready={ready}
          onItem={(item) => {
            const question = board.questions[board.items[item]?.question ?? -1];
            onPlace({
              protocol: record.boards.length > 1 ? board.shortKey : null,
              question: question?.id ?? null,
            });
          }}
        />
      ))}
      <Unrated record={record} />
      {ready && running !== null && (
        <Questions boards={record.boards} place={place} onPlace={onPlace} chunks={running.chunks} />
      )}
      {record.agreements.map((agreement) => (
        <Agreement key={agreement.set} agreement={agreement} />
      ))}
      {record.matches.map((matches, index) => (
        <Matches
          key={`${matches.set} ${matches.procedure}`}
          matches={matches}
          texts={running === null ? null : (pair) => running.chunks.matches(index, pair)}
        />
      ))}
      {record.boards.length > 0 && <Methods record={record} />}
    </main>
  );
}
