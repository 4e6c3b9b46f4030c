import { useEffect, useState } from "preact/hooks";
import { categoryName } from "../src/reports/category-names.ts";
import type { ReportMatches, ReportPair } from "../src/reports/page/report-matches.ts";
import type { ListedLook, LookTexts } from "../src/tallies/collect-looks.ts";
import { useLook } from "./context.ts";
import { matchWords } from "./match-words.ts";
import { PlainView, RichView } from "./rich-view.tsx";
import { visible, visibleName } from "./visible-text.ts";

type Filter = "all" | "flipped" | ListedLook["flip"];
type ReadTexts = (pair: number) => Promise<readonly LookTexts[]>;

/** So many more turns come with every press. */
const step = 40;

/** Two answers, both verdicts and the judge's words: of every turn, filtered by what the order did and by pair. */
export function Looks({
  matches: { looks, pairs },
  texts,
}: {
  readonly matches: ReportMatches;
  readonly texts: ReadTexts | null;
}) {
  const { language } = useLook();
  const text = matchWords[language];
  const [filter, setFilter] = useState<Filter>("all");
  const [pair, setPair] = useState<number | null>(null);
  const [most, setMost] = useState(step);
  if (looks.length === 0) return null;
  const kinds = (["same", "tie", "first", "second", "half"] as const).filter((kind) =>
    looks.some(({ flip }) => flip === kind),
  );
  const choices: readonly (readonly [Filter, string])[] = [
    ["all", text.all],
    ["flipped", text.flipped],
    ...kinds.map((kind) => [kind, text.kinds[kind]] as const),
  ];
  const chosen = looks.filter((look) => isShown(look, filter) && (pair === null || look.pair === pair));
  const shown = chosen.slice(0, most);
  const left = chosen.length - shown.length;
  return (
    <>
      <h3>{text.looks}</h3>
      <p class="screen">
        <label>
          {text.filter}{" "}
          <select
            value={filter}
            onChange={(event) => {
              const found = choices.find(([name]) => name === event.currentTarget.value);
              if (found !== undefined) setFilter(found[0]);
              setMost(step);
            }}
          >
            {choices.map(([name, label]) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        </label>{" "}
        {pairs.length > 1 && (
          <PairSelect
            pairs={pairs}
            value={pair}
            onChange={(next) => {
              setPair(next);
              setMost(step);
            }}
          />
        )}
      </p>
      <p class="note" role="status">
        {text.looksNote(shown.length, chosen.length)}
      </p>
      {shown.map((look) => {
        const own = pairs[look.pair];
        return own === undefined ? null : (
          <OneLook key={`${look.pair} ${look.at}`} look={look} pair={own} texts={texts} />
        );
      })}
      {left > 0 && (
        <button type="button" class="plain screen" onClick={() => setMost(most + step)}>
          {text.more(Math.min(step, left))}
        </button>
      )}
    </>
  );
}

function PairSelect({
  pairs,
  value,
  onChange,
}: {
  readonly pairs: ReportMatches["pairs"];
  readonly value: number | null;
  readonly onChange: (pair: number | null) => void;
}) {
  const { language } = useLook();
  const text = matchWords[language];
  return (
    <label>
      {text.whichPair}{" "}
      <select
        value={value === null ? "" : String(value)}
        onChange={({ currentTarget }) => onChange(currentTarget.value === "" ? null : Number(currentTarget.value))}
      >
        <option value="">{text.all}</option>
        {pairs.map(({ one, other }, index) => (
          <option key={`${one} ${other}`} value={String(index)}>
            {visibleName(`${one} : ${other}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

function isShown({ flip }: ListedLook, filter: Filter): boolean {
  if (filter === "all") return true;
  return filter === "flipped" ? flip === "first" || flip === "second" || flip === "half" : flip === filter;
}

function OneLook({
  look,
  pair: { one, other },
  texts,
}: {
  readonly look: ListedLook;
  readonly pair: Pick<ReportPair, "one" | "other">;
  readonly texts: ReadTexts | null;
}) {
  const { language, words } = useLook();
  const text = matchWords[language];
  const { question, category, turn, flip } = look;
  const [isOpen, setOpen] = useState(false);
  const [read, setRead] = useState<LookTexts | null>(null);
  useEffect(() => {
    if (!isOpen || texts === null) return undefined;
    let current = true;
    texts(look.pair).then((all) => {
      if (current) setRead(all[look.at] ?? null);
    });
    return () => {
      current = false;
    };
  }, [isOpen, look]);
  return (
    <details class="audited" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {visibleName(words.question(question))} · {words.turn(turn)} · {categoryName(category, language)} ·{" "}
        {visibleName(`${one} : ${other}`)} · <b>{text.kinds[flip]}</b>
      </summary>
      {isOpen && read === null && <p class="note">{words.loading}</p>}
      {read !== null && <LookView look={look} texts={read} names={[one, other]} />}
    </details>
  );
}

function LookView({
  look: { turn, verdicts },
  texts: { asked, answers, words: said },
  names: [one, other],
}: {
  readonly look: ListedLook;
  readonly texts: LookTexts;
  readonly names: readonly [one: string, other: string];
}) {
  const { language, words } = useLook();
  const text = matchWords[language];
  const sides = [
    [one, answers[0], verdicts[0], said[0]],
    [other, answers[1], verdicts[1], said[1]],
  ] as const;
  return (
    <>
      <h4>{words.asked(turn)}</h4>
      {asked === null ? <p class="note">{words.noText}</p> : <PlainView text={asked} />}
      <div class="side-by-side">
        {sides.map(([name, answer]) => (
          <article key={name}>
            <h5>{visibleName(name)}</h5>
            {answer === null ? <p class="note">{text.noAnswer}</p> : <RichView text={answer} />}
          </article>
        ))}
      </div>
      <div class="side-by-side">
        {sides.map(([name, , value, reason]) => (
          <article key={name}>
            <h5>{visible(text.verdict(name, value, one, other))}</h5>
            <RichView text={reason} />
          </article>
        ))}
      </div>
    </>
  );
}
