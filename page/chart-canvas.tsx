import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  RadarController,
  RadialLinearScale,
  ScatterController,
  Tooltip,
} from "chart.js";
import { useEffect, useRef } from "preact/hooks";
import type { FigureConfig } from "../src/reports/figures/figure-base.ts";
import type { FigureTheme } from "../src/reports/figures/figure-style.ts";

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  RadarController,
  RadialLinearScale,
  ScatterController,
  Tooltip,
);

type Drawn = Chart<"scatter" | "radar" | "line" | "bar", unknown[], unknown>;

/** Printed at this many dots per CSS pixel. */
const printRatio = 4;

/** One chart, drawn when it comes into view and again when its data or the theme change. */
export function ChartCanvas({
  config,
  label,
  tall = false,
  theme,
  onItem,
}: {
  readonly config: FigureConfig;
  readonly label: string;
  readonly tall?: boolean;
  readonly theme: FigureTheme;
  /** A point was chosen that stands for one turn of one question. */
  readonly onItem?: (item: number) => void;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    let chart: Drawn | null = null;
    const draw = () => {
      chart ??= new Chart(element, withTooltip(config, theme, onItem));
    };
    const watcher = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) draw();
      },
      { rootMargin: "300px" },
    );
    watcher.observe(element);
    const sharpen = () => {
      draw();
      if (chart === null) return;
      chart.options.devicePixelRatio = printRatio;
      chart.resize();
    };
    const relax = () => {
      if (chart === null) return;
      delete chart.options.devicePixelRatio;
      chart.resize();
    };
    window.addEventListener("beforeprint", sharpen);
    window.addEventListener("afterprint", relax);
    return () => {
      watcher.disconnect();
      window.removeEventListener("beforeprint", sharpen);
      window.removeEventListener("afterprint", relax);
      chart?.destroy();
    };
  }, [config, theme]);
  return (
    <div class={tall ? "chart tall" : "chart"}>
      <canvas ref={canvas} role="img" aria-label={label} />
    </div>
  );
}

/** On the page a chart answers to the pointer; on paper it cannot. */
function withTooltip(config: FigureConfig, theme: FigureTheme, onItem?: (item: number) => void): FigureConfig {
  const { options } = config;
  return {
    ...config,
    options: {
      ...options,
      responsive: true,
      interaction: { mode: "nearest", intersect: true },
      onClick: (_, elements, chart) => {
        const [element] = elements;
        if (onItem === undefined || element === undefined) return;
        const point = chart.data.datasets[element.datasetIndex]?.data[element.index];
        if (typeof point === "object" && point !== null && "item" in point && typeof point.item === "number") {
          onItem(point.item);
        }
      },
      plugins: {
        ...options?.plugins,
        // The choice of models above the radar is its legend already.
        ...(config.type === "radar" ? { legend: { display: false } } : {}),
        tooltip: {
          enabled: true,
          backgroundColor: theme.ink,
          titleColor: theme.paper,
          bodyColor: theme.paper,
          displayColors: false,
          cornerRadius: 2,
          bodyFont: { family: theme.font, size: theme.fontSize },
          titleFont: { family: theme.font, size: theme.fontSize },
        },
      },
    },
  };
}
