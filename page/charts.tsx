import { useMemo } from "preact/hooks";
import type { FigureName } from "../src/reports/figures/figure-names.ts";
import { radarLimit } from "../src/reports/figures/figure-radar.ts";
import { makeFigure } from "../src/reports/figures/make-figure.ts";
import type { ReportBoard } from "../src/reports/page/report-record.ts";
import { ChartCanvas } from "./chart-canvas.tsx";
import { useLook } from "./context.ts";
import { ModelName } from "./marker.tsx";
import { visibleName } from "./visible-text.ts";

/** The radar of up to six chosen models, with the choice that the other charts share. */
export function Radar({
  board,
  chosen,
  onChosen,
  ready,
}: {
  readonly board: ReportBoard;
  readonly chosen: readonly number[];
  readonly onChosen: (chosen: readonly number[]) => void;
  readonly ready: boolean;
}) {
  const { words } = useLook();
  const full = chosen.length >= radarLimit;
  const toggle = (index: number) =>
    onChosen(chosen.includes(index) ? chosen.filter((one) => one !== index) : [...chosen, index].sort((a, b) => a - b));
  return (
    <section class="part radar">
      <h3>{words.radar}</h3>
      {board.candidates.length > 1 && (
        <fieldset class="choice">
          <legend>{words.chooseModels(radarLimit)}</legend>
          {board.candidates.map(({ id, slot }, index) => (
            <label key={id}>
              <input
                type="checkbox"
                checked={chosen.includes(index)}
                disabled={full && !chosen.includes(index)}
                onChange={() => toggle(index)}
              />
              <ModelName id={id} slot={slot} />
            </label>
          ))}
        </fieldset>
      )}
      {ready ? <BoardChart name="radar" board={board} chosen={chosen} tall title={words.radar} /> : <NoScript />}
    </section>
  );
}

/** The charts below the tables; each is left out where the results have nothing to show in it. */
export function Charts({
  board,
  chosen,
  ready,
  onItem,
}: {
  readonly board: ReportBoard;
  readonly chosen: readonly number[];
  readonly ready: boolean;
  readonly onItem: (item: number) => void;
}) {
  const { words } = useLook();
  const titles: readonly (readonly [FigureName, string])[] = [
    ["turns", words.turnsChart],
    ["distribution", `${words.distribution} · ${visibleName(board.judge.model)}`],
    ["length", words.length],
    ["thoughts", words.thoughts],
    ["cost", words.costChart],
  ];
  if (!ready) return null;
  return (
    <div class="charts screen">
      {titles.map(([name, title]) => (
        <BoardChart key={name} name={name} board={board} chosen={chosen} title={title} heading onItem={onItem} />
      ))}
    </div>
  );
}

function BoardChart({
  name,
  board,
  chosen,
  title,
  heading = false,
  tall = false,
  onItem,
}: {
  readonly name: FigureName;
  readonly board: ReportBoard;
  readonly chosen: readonly number[];
  readonly title: string;
  readonly heading?: boolean;
  readonly tall?: boolean;
  readonly onItem?: (item: number) => void;
}) {
  const { language, theme, words } = useLook();
  const config = useMemo(
    () => makeFigure(name, { board, chosen, baseline: board.baseline, language, theme }),
    [name, board, chosen, language, theme],
  );
  if (config === null) return null;
  const rings = rangeOf(config.options?.scales?.r);
  const chart = (
    <ChartCanvas
      config={config}
      label={title}
      theme={theme}
      tall={tall}
      {...(onItem === undefined ? {} : { onItem })}
    />
  );
  return heading ? (
    <section class="part">
      <h3>{title}</h3>
      {chart}
    </section>
  ) : (
    <>
      {chart}
      {rings !== null && <p class="note">{words.radarNote(rings.min, rings.max)}</p>}
    </>
  );
}

function rangeOf(scale: unknown): { min: number; max: number } | null {
  if (typeof scale !== "object" || scale === null || !("min" in scale) || !("max" in scale)) return null;
  return typeof scale.min === "number" && typeof scale.max === "number" ? { min: scale.min, max: scale.max } : null;
}

function NoScript() {
  const { words } = useLook();
  return (
    <noscript>
      <p class="note">{words.noScript}</p>
    </noscript>
  );
}
