import { useState } from "preact/hooks";
import { radarLimit } from "../src/reports/figures/figure-radar.ts";
import type { ReportAgreement } from "../src/reports/page/report-agreements.ts";
import type { ReportBoard } from "../src/reports/page/report-record.ts";
import { Charts, Radar } from "./charts.tsx";
import { useLook } from "./context.ts";
import { Differences } from "./differences.tsx";
import { HeatMap } from "./heat-map.tsx";
import { JudgeCardView } from "./judge-card.tsx";
import { Claimed, Leaderboard } from "./leaderboard.tsx";
import { OtherScales } from "./other-scales.tsx";
import { visible, visibleName } from "./visible-text.ts";

/** One protocol's results, from the sentence to the charts. */
export function BoardView({
  board,
  agreements,
  alone,
  ready,
  onItem,
}: {
  readonly board: ReportBoard;
  /** Of the report's question sets: what they say of this board's judge. */
  readonly agreements: readonly ReportAgreement[];
  /** The report's only protocol. */
  readonly alone: boolean;
  /** The program runs: charts can be drawn. */
  readonly ready: boolean;
  readonly onItem: (item: number) => void;
}) {
  const { language, words } = useLook();
  const [chosen, setChosen] = useState<readonly number[]>(() =>
    board.candidates.slice(0, radarLimit).map((_, index) => index),
  );
  const [baseline, setBaseline] = useState(board.baseline);
  const key = board.shortKey;
  return (
    <section class="board" aria-label={`${words.protocol} ${key}`}>
      {!alone && <h2>{visibleName(`${board.set.title} · ${board.judge.id}`)}</h2>}
      <p class="headline">{visible(board.headline[language])}</p>
      <Leaderboard board={board} />
      <div class="context">
        <p>
          {visible(
            words.protocolLine(board.questions.length, board.set.title, board.judge.id, board.judge.model, board.scale),
          )}
          {board.asked === null
            ? words.askedUnknown
            : words.askedOn(board.asked.from.slice(0, 10), board.asked.to.slice(0, 10))}{" "}
          {words.protocol} <code>{key}</code>
        </p>
        {board.differsFrom.map(({ key: other, fields }) => (
          <p key={other}>{visible(words.differs(other.slice(0, key.length), fields.join(", ")))}</p>
        ))}
        {board.warnings.length > 0 && (
          <div class="warnings">
            <h3>{words.warnings}</h3>
            <ul>
              {board.warnings.map((warning) => (
                <li key={`${warning.kind} ${warning.candidates.join(" ")}`}>{visible(warning.text[language])}</li>
              ))}
            </ul>
          </div>
        )}
        <Claimed board={board} />
      </div>
      <div class="pair">
        <div>
          <section class="part">
            <h3>{words.categories}</h3>
            <HeatMap board={board} />
          </section>
          {board.candidates.length > 1 && <Differences board={board} baseline={baseline} onBaseline={setBaseline} />}
        </div>
        {board.categories.length > 2 && <Radar board={board} chosen={chosen} onChosen={setChosen} ready={ready} />}
      </div>
      <JudgeCardView board={board} agreements={agreements} />
      <OtherScales board={board} />
      <Charts board={board} chosen={chosen} ready={ready} onItem={onItem} />
    </section>
  );
}
