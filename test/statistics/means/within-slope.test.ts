import { describe, expect, it } from "vitest";
import { withinSlope } from "../../../src/statistics/means/within-slope.ts";
import { makeRandom, randomNormal } from "../../../src/statistics/resampling/random.ts";

describe("a slope inside clusters", () => {
  it("is least squares on what is left of each cluster's mean, with the robust error of Liang and Zeger", () => {
    // Centred x of the clusters: (-1, 1), (-2, 2), (-1, 1); centred y: (-1, 1), (-5, 5), (0, 0).
    const clusters = [
      [
        { x: 3, y: 10 },
        { x: 5, y: 12 },
      ],
      [
        { x: 0, y: -5 },
        { x: 4, y: 5 },
      ],
      [
        { x: 7, y: 1 },
        { x: 9, y: 1 },
      ],
    ];
    const found = withinSlope(clusters, 0.95);
    // sum xy = 2 + 20 + 0, sum xx = 2 + 8 + 2.
    const slope = 22 / 12;
    const scores = [2 * (1 - slope), 4 * (5 - 2 * slope), 2 * (0 - slope)];
    const error = Math.sqrt(1.5 * scores.reduce((sum, score) => sum + score * score, 0)) / 12;
    expect(found?.slope).toBeCloseTo(slope, 12);
    expect(found?.standardError).toBeCloseTo(error, 12);
    // t of 97.5 % with 2 degrees of freedom.
    expect(found?.high).toBeCloseTo(slope + 4.302652729911275 * error, 6);
    expect(found?.low).toBeCloseTo(slope - 4.302652729911275 * error, 6);
    expect(found).toMatchObject({ clusters: 3, points: 6 });
  });

  it("takes out what a second variable explains", () => {
    const random = makeRandom("z");
    const clusters = Array.from({ length: 60 }, () =>
      Array.from({ length: 6 }, () => {
        const z = randomNormal(random);
        const x = 0.8 * z + randomNormal(random);
        return { x, z, y: 0.5 * x - 2 * z };
      }),
    );
    expect(withinSlope(clusters)?.slope).toBeCloseTo(0.5, 10);
    const alone = clusters.map((points) => points.map(({ x, y }) => ({ x, y })));
    expect(withinSlope(alone)?.slope).toBeLessThan(0);
  });

  it("has an error of what the second variable leaves of both", () => {
    // u = (-1, 0, 1) and z = (1, -2, 1); x is u + z, u - z and u, so that z explains nothing of it; y is 2u + z in all three.
    const points = (side: number) =>
      [-1, 0, 1].map((u, index) => {
        const z = index === 1 ? -2 : 1;
        return { x: 5 + u + side * z, y: 7 + 2 * u + z, z: z + 3 };
      });
    const found = withinSlope([points(1), points(-1), points(0)]);
    // sum xy = 3 * 4, sum xx = 8 + 8 + 2; scores -4/3, -4/3, 8/3.
    expect(found?.slope).toBeCloseTo(2 / 3, 12);
    expect(found?.standardError).toBeCloseTo(4 / 18, 12);
    expect(() => withinSlope([[{ x: 1, y: 2, z: Number.NaN }]])).toThrow("points[0].z");
    expect(() => withinSlope([[{ x: 1, y: Number.NaN }]])).toThrow("points[0].y");
  });

  it("with a second variable that goes along with x: least squares on both, by the normal equations", () => {
    const clusters = [
      [
        { x: 1, z: 2, y: 3 },
        { x: 4, z: 3, y: 9 },
        { x: 1, z: 7, y: 0 },
      ],
      [
        { x: 6, z: 6, y: 2 },
        { x: 2, z: 1, y: 4 },
      ],
      [
        { x: 5, z: 1, y: 8 },
        { x: 3, z: 4, y: 2 },
        { x: 7, z: 7, y: 8 },
      ],
      // z alone varies here: it counts for z's own slope.
      [
        { x: 4, z: 0, y: 6 },
        { x: 4, z: 2, y: 1 },
      ],
    ];
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const centred = clusters.map((points) => {
      const [x0, y0, z0] = [
        mean(points.map(({ x }) => x)),
        mean(points.map(({ y }) => y)),
        mean(points.map(({ z }) => z)),
      ];
      return points.map(({ x, y, z }) => ({ x: x - x0, y: y - y0, z: z - z0 }));
    });
    type Centred = (typeof centred)[number][number];
    const sum = (of: (point: Centred) => number) => centred.flat().reduce((total, point) => total + of(point), 0);
    const [xx, zz, xz] = [sum(({ x }) => x * x), sum(({ z }) => z * z), sum(({ x, z }) => x * z)];
    const [xy, zy] = [sum(({ x, y }) => x * y), sum(({ y, z }) => y * z)];
    const slope = (xy * zz - zy * xz) / (xx * zz - xz * xz);
    const onZ = (zy - slope * xz) / zz;
    const scores = centred.map((points) =>
      points.reduce((total, { x, y, z }) => total + (x - (xz / zz) * z) * (y - slope * x - onZ * z), 0),
    );
    const squares = scores.reduce((total, score) => total + score * score, 0);
    const found = withinSlope(clusters);
    expect(found?.slope).toBeCloseTo(slope, 12);
    expect(found?.standardError).toBeCloseTo(Math.sqrt((4 / 3) * squares) / (xx - (xz * xz) / zz), 12);
    expect(found).toMatchObject({ clusters: 4, points: 10 });
  });

  it("is not told from fewer than 3 clusters in which x varies, nor where nothing of x is left", () => {
    const flat = [
      { x: 2, y: 1 },
      { x: 2, y: 3 },
    ];
    const rising = [
      { x: 1, y: 1 },
      { x: 2, y: 3 },
    ];
    expect(withinSlope([rising, rising, flat, flat])).toBeNull();
    const same = rising.map((point) => ({ ...point, z: 3 * point.x }));
    expect(withinSlope([same, same, same])).toBeNull();
  });

  it("covers the true slope in 95 % of seeded samples with unequal noise by cluster", () => {
    const random = makeRandom("coverage");
    let covered = 0;
    const samples = 400;
    for (let sample = 0; sample < samples; sample += 1) {
      const clusters = Array.from({ length: 40 }, (_, index) => {
        const [level, noise] = [3 * randomNormal(random), 0.4 + (index % 4) * 0.5];
        const own = 0.2 * randomNormal(random);
        return Array.from({ length: 6 }, () => {
          const x = randomNormal(random);
          return { x, y: level + (0.3 + own) * x + noise * randomNormal(random) };
        });
      });
      const found = withinSlope(clusters);
      if (found !== null && found.low <= 0.3 && found.high >= 0.3) covered += 1;
    }
    expect(covered / samples).toBeGreaterThan(0.92);
    expect(covered / samples).toBeLessThan(0.98);
  });
});
