import { useEffect, useState } from "preact/hooks";
import type { DeskFacts } from "../../src/people/desk-view.ts";
import type { Language } from "../../src/reports/page/report-record.ts";
import { PlainView } from "../rich-view.tsx";
import { deskApi, type Standing } from "./desk-api.ts";
import type { DeskWords } from "./desk-words.ts";

/** Asks who rates, unless the desk is one person's; a tab remembers its person through a reload. */
export function SitDown({
  facts,
  words,
  language,
  onPerson,
}: {
  readonly facts: DeskFacts;
  readonly words: DeskWords;
  readonly language: Language;
  readonly onPerson: (person: { readonly by: string; readonly standing: Standing }) => void;
}) {
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const join = async (by: string) => {
    const heard = await deskApi.join(by);
    if (heard.kind !== "heard") return setProblem(heard.kind === "lost" ? words.closed : heard.problem);
    tabStorage()?.setItem("mtbench-by", by);
    onPerson({ by, standing: heard.value });
  };
  useEffect(() => {
    const known = facts.by ?? tabStorage()?.getItem("mtbench-by") ?? null;
    if (known !== null) join(known);
  }, []);
  return (
    <main id="main" class="sit-down">
      {facts.by === null && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() !== "") join(name.trim());
          }}
        >
          <h2>{words.who}</h2>
          <p class="note">{words.whoNote}</p>
          <label>
            <span>{words.pseudonym}</span>
            <input
              type="text"
              maxLength={64}
              autocomplete="off"
              spellcheck={false}
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          </label>
          <button type="submit" class="primary">
            {words.begin}
          </button>
        </form>
      )}
      {problem !== null && (
        <p class="trouble" role="alert">
          {problem}
        </p>
      )}
      <section class="rubric" aria-labelledby="rubric">
        <h2 id="rubric">{words.rubric}</h2>
        <PlainView text={facts.rubric[language]} />
      </section>
    </main>
  );
}

/** One tab, one person: two people may rate in two tabs of one browser. */
function tabStorage(): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}
