import { markCount, markOf, shapePath } from "../src/reports/figures/figure-marks.ts";
import { visibleName } from "./visible-text.ts";

/** A candidate's mark, in its colour by class (`m0` to `m23`), centred on a point of an SVG. */
export function Marker({
  slot,
  x,
  y,
  size = 5,
  hollow = false,
}: {
  readonly slot: number;
  readonly x: number;
  readonly y: number;
  readonly size?: number;
  /** Published elsewhere. */
  readonly hollow?: boolean;
}) {
  const mark = markOf(slot);
  const name = `m m${slot % markCount}${hollow ? " hollow" : mark.hollow ? " open" : ""}`;
  return <path class={name} d={shapePath(hollow ? "circle" : mark.shape, x, y, mark.hollow ? size * 0.88 : size)} />;
}

/** A model's name behind its mark; the mark says nothing that the name does not. */
export function ModelName({ name, slot }: { readonly name: string; readonly slot: number }) {
  return (
    <span class="model">
      <svg class="key" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        <Marker slot={slot} x={7} y={7} size={4.6} />
      </svg>
      <bdi>{visibleName(name)}</bdi>
    </span>
  );
}
