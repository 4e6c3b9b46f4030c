import { type CardUse, type Criterion, cardUses } from "../src/cards/card-verdict.ts";
import type { Figure, ShareFigure } from "../src/cards/figure.ts";
import type { JudgeCard } from "../src/cards/judge-card.ts";
import {
  attackWords,
  criterionNumber,
  criterionWords,
  measuredOnText,
  percentText,
  stateWords,
} from "../src/reports/cards/card-words.ts";
import { categoryName } from "../src/reports/category-names.ts";
import type { ReportAgreement } from "../src/reports/page/report-agreements.ts";
import type { ReportBoard } from "../src/reports/page/report-record.ts";
import { fixed, signed } from "../src/reports/tables/number-text.ts";
import { amountText } from "../src/runs/cost.ts";
import { CardFindings } from "./card-findings.tsx";
import { type CardWords, cardWords } from "./card-words.ts";
import { useLook } from "./context.ts";
import { Scroll } from "./scroll.tsx";
import { Table } from "./table.tsx";
import { visible, visibleName } from "./visible-text.ts";

/** What is known of the board's judge: its card, or that it has none, and what these results say of it. */
export function JudgeCardView({
  board,
  agreements,
}: {
  readonly board: ReportBoard;
  readonly agreements: readonly ReportAgreement[];
}) {
  const { language } = useLook();
  const text = cardWords[language];
  const { judge, judgeCard: card } = board;
  const name = visibleName(`${judge.id} (${judge.model})`);
  return (
    <section class="part judge-card" aria-label={`${text.title} ${name}`}>
      <h3>
        {text.title} <small>{name}</small>
      </h3>
      {card === null ? <p>{text.none(name)}</p> : <Card card={card} text={text} />}
      <CardFindings board={board} agreements={agreements} text={text} />
    </section>
  );
}

function Card({ card, text }: { readonly card: JudgeCard; readonly text: CardWords }) {
  const { exemplars, attacks, probes, constants } = card.measuredOn;
  const { planned, settled } = card.judgments;
  return (
    <>
      <p>
        {visible(
          text.source(measuredOnText(card), card.measuredAt.slice(0, 10), {
            ...{ exemplars, attacks, probes, constants, judgments: settled },
          }),
        )}{" "}
        {settled < planned && <b>{text.incomplete(settled, planned)}</b>}
      </p>
      {card.isCircular && <p class="circular">{text.circular}</p>}
      <Criteria card={card} text={text} />
      <p class="note">{text.boundNote}</p>
      <Details title={text.reading}>
        <Reading card={card} text={text} />
      </Details>
      <Details title={text.resistance}>
        <Resistance card={card} text={text} />
      </Details>
      <Details title={`${text.steadiness} · ${text.taste} · ${text.cost}`}>
        <Figures rows={figureRows(card, text)} text={text} />
      </Details>
    </>
  );
}

function Details({ title, children }: { readonly title: string; readonly children: preact.ComponentChildren }) {
  return (
    <details>
      <summary>{title}</summary>
      {children}
    </details>
  );
}

function Criteria({ card, text }: { readonly card: JudgeCard; readonly text: CardWords }) {
  const { language } = useLook();
  const { leaderboard, gate } = card.verdicts;
  const verdict = (use: CardUse) => {
    const { state } = card.verdicts[use];
    return (
      <th key={use} scope="col">
        {text.uses[use]}
        <br />
        <State state={state} />
      </th>
    );
  };
  return (
    <Scroll label={text.title}>
      <table class="criteria">
        <caption class="hidden">{text.title}</caption>
        <thead>
          <tr>
            <td />
            {[text.found, text.bound, "n"].map((title) => (
              <th key={title} scope="col" class="number">
                {title}
              </th>
            ))}
            {cardUses.map(verdict)}
          </tr>
        </thead>
        <tbody>
          {leaderboard.criteria.map((criterion, index) => {
            const { name, value, bound, n, about } = criterion;
            const attack = Object.entries(attackWords).find(([kind]) => kind === about)?.[1][language];
            return (
              <tr key={name}>
                <th scope="row">
                  {criterionWords[name][language]} {attack !== undefined && <small>{attack}</small>}
                </th>
                <td class="number">{criterionNumber(name, value).replace("-", "\u2212")}</td>
                <td class="number">{criterionNumber(name, bound).replace("-", "\u2212")}</td>
                <td class="number">{n}</td>
                {[criterion, gate.criteria[index] ?? criterion].map((one, use) => (
                  <td key={use === 0 ? "leaderboard" : "gate"}>
                    <State state={one.state} /> <small>{limitOf(one, text)}</small>
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

/** In words and with a sign, so that no colour is needed. */
function State({ state }: Pick<Criterion, "state">) {
  const { language } = useLook();
  const signs = { fit: "●", unfit: "✕", "not shown": "○" } as const;
  return (
    <span class={`state ${state.replace(" ", "-")}`}>
      <span aria-hidden="true">{signs[state]}</span> {stateWords[state][language]}
    </span>
  );
}

function limitOf({ name, limit, direction }: Criterion, text: CardWords): string {
  if (name === "constants-above") return text.noneFound;
  const number = criterionNumber(name, limit);
  return direction === "at least" ? text.atLeast(number) : text.atMost(number);
}

function Reading({ card: { reading }, text }: { readonly card: JudgeCard; readonly text: CardWords }) {
  const { language } = useLook();
  const row = (name: string, mean: number | null, inside: ShareFigure) => [
    name,
    mean === null ? "" : fixed(mean),
    shareText(inside),
    rangeText(inside, percentText),
    String(inside.n),
  ];
  const rows = [
    ...reading.byLevel.map(({ level, mean, inside }) => row(text.levels[level], mean, inside)),
    ...reading.byCategory.map(({ category, inside }) => row(categoryName(category, language), null, inside)),
    row(text.all, null, reading.inside),
  ];
  return <Table head={[text.level, text.mean, text.inside, text.interval, "n"]} rows={rows} label={text.reading} />;
}

function Resistance({ card: { resistance }, text }: { readonly card: JudgeCard; readonly text: CardWords }) {
  const { language } = useLook();
  const { attacks, byKind, probes, byProbe, constants } = resistance;
  const ceiling = ({ ceiling: most }: Figure) => (most === null ? "—" : percentText(most));
  const row = (name: string, { byOne, byTwo, downByTwo, difference }: typeof attacks) => [
    name,
    outOf(byOne),
    outOf(byTwo),
    ceiling(byTwo),
    outOf(downByTwo),
    difference.value === null ? "—" : signed(difference.value),
    rangeText(difference, signed),
  ];
  return (
    <>
      <Table
        label={text.attack}
        head={[text.attack, text.byOne, text.byTwo, text.atMostColumn, text.down, text.mean, text.interval]}
        rows={[...byKind.map((moved) => row(attackWords[moved.kind][language], moved)), row(text.all, attacks)]}
      />
      <Table
        label={text.probes}
        head={[text.probes, text.byOne, text.byTwo, text.atMostColumn]}
        rows={[
          ...byProbe.map(({ kind, above }) => [kind, outOf(above), "", ""]),
          [text.all, outOf(probes.byOne), outOf(probes.byTwo), ceiling(probes.byTwo)],
        ]}
      />
      <Table
        label={text.mean}
        head={["", text.mean, text.interval, text.highest]}
        rows={constants.byKind.map(({ kind, mean, highest }) => [
          text.constants[kind],
          mean.value === null ? "—" : fixed(mean.value),
          rangeText(mean, fixed),
          highest === null ? "—" : String(highest),
        ])}
      />
    </>
  );
}

type FigureRow = readonly [name: string, figure: Figure, format: (value: number) => string];

function figureRows({ steadiness, taste, cost }: JudgeCard, text: CardWords): FigureRow[] {
  const { money } = cost;
  const whole = (value: number) => fixed(value, 0);
  return [
    [text.spread, steadiness.spread, fixed],
    [text.changed, steadiness.changed, percentText],
    [text.unrated, steadiness.unrated, percentText],
    [text.conflicting, steadiness.conflicting, percentText],
    [text.reasked, steadiness.reasked, percentText],
    [text.severity, taste.severity, signed],
    ...taste.severityByLevel.map(({ level, severity }): FigureRow => [`· ${text.levels[level]}`, severity, signed]),
    [text.length, taste.length, signed],
    [text.lengthAtEqualLevel, taste.lengthAtEqualLevel, signed],
    [text.markdown, taste.markdown, signed],
    ...(taste.foreign === null ? [] : [[text.foreign, taste.foreign, signed] as const]),
    [text.top, taste.top, percentText],
    [text.topOfStrong, taste.topOfStrong, percentText],
    [text.promptTokens, cost.promptTokens, whole],
    [text.replyTokens, cost.replyTokens, whole],
    ...(money === null ? [] : [[text.money, money, (value: number) => amountText(value, money.currency)] as const]),
    [text.seconds, cost.seconds, (value: number) => fixed(value, 1)],
  ];
}

function Figures({ rows, text }: { readonly rows: readonly FigureRow[]; readonly text: CardWords }) {
  return (
    <Table
      label={text.taste}
      head={["", text.found, text.interval, "n"]}
      rows={rows.map(([name, figure, format]) => [
        name,
        figure.value === null ? "—" : format(figure.value),
        rangeText(figure, format),
        String(figure.n),
      ])}
    />
  );
}

function shareText({ value }: ShareFigure): string {
  return value === null ? "—" : percentText(value);
}

function outOf({ hits, n }: ShareFigure): string {
  return `${hits}/${n}`;
}

function rangeText({ low, high }: Figure, format: (value: number) => string): string {
  return low === null || high === null ? "—" : `${format(low)} – ${format(high)}`;
}
