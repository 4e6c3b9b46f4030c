import { shapeOf } from "../src/reports/figures/figure-style.ts";
import { visibleName } from "./visible-text.ts";

/** A model's shape, in its colour by class (`m0` to `m7`), centred on a point of an SVG. */
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
  readonly hollow?: boolean;
}) {
  const name = `m m${slot % 8}${hollow ? " hollow" : ""}`;
  switch (shapeOf(slot)) {
    case "circle":
      return <circle class={name} cx={x} cy={y} r={size} />;
    case "rect":
      return <rect class={name} x={x - size * 0.9} y={y - size * 0.9} width={size * 1.8} height={size * 1.8} />;
    case "triangle":
      return (
        <path class={name} d={`M${x} ${y - size * 1.15}L${x + size * 1.1} ${y + size * 0.85}H${x - size * 1.1}Z`} />
      );
    case "rectRot":
      return (
        <path
          class={name}
          d={`M${x} ${y - size * 1.25}L${x + size * 1.25} ${y}L${x} ${y + size * 1.25}L${x - size * 1.25} ${y}Z`}
        />
      );
    case "triangleDown":
      return (
        <path class={name} d={`M${x} ${y + size * 1.15}L${x + size * 1.1} ${y - size * 0.85}H${x - size * 1.1}Z`} />
      );
  }
}

/** A model's name behind its shape; the shape says nothing that the name does not. */
export function ModelName({ id, slot }: { readonly id: string; readonly slot: number }) {
  return (
    <span class="model">
      <svg class="key" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        <Marker slot={slot} x={7} y={7} size={4.6} />
      </svg>
      <bdi>{visibleName(id)}</bdi>
    </span>
  );
}
