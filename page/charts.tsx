import { useMemo } from "preact/hooks";
import { type FigureName, figureNames } from "../src/reports/figures/figure-names.ts";
import { radarLimit } from "../src/reports/figures/figure-radar.ts";
import { figures } from "../src/reports/figures/figure-registry.ts";
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
  const { words, language } = useLook();
  const full = chosen.length >= radarLimit;
  const toggle = (index: number) =>
    onChosen(chosen.includes(index) ? chosen.filter((one) => one !== index) : [...chosen, index].sort((a, b) => a - b));
  return (
    <section class="part radar">
      <h3>{figures.radar.title[language]}</h3>
      {board.candidates.length > 1 && (
        <fieldset class="choice">
          <legend>{words.chooseModels(radarLimit)}</legend>
          {board.candidates.map(({ id, name, slot }, index) => (
            <label key={id}>
              <input
                type="checkbox"
                checked={chosen.includes(index)}
                disabled={full && !chosen.includes(index)}
                onChange={() => toggle(index)}
              />
              <ModelName name={name} slot={slot} />
            </label>
          ))}
        </fieldset>
      )}
      {ready ? (
        <BoardChart name="radar" board={board} chosen={chosen} tall title={figures.radar.title[language]} />
      ) : (
        <NoScript />
      )}
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
  const { language } = useLook();
  const titleOf = (name: FigureName) => {
    const title = figures[name].title[language];
    // What is seen there is the judge's habit as much as the models'.
    return name === "distribution" ? `${title} · ${visibleName(board.judge.model)}` : title;
  };
  if (!ready) return null;
  return (
    <div class="charts screen">
      {figureNames
        .filter((name) => figures[name].page === "charts")
        .map((name) => (
          <BoardChart
            key={name}
            name={name}
            board={board}
            chosen={chosen}
            title={titleOf(name)}
            heading
            onItem={onItem}
          />
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
    () => figures[name].chart?.({ board, chosen, baseline: board.baseline, language, theme }) ?? null,
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
