import type { Generator } from "./generator.ts";
import { cranesAndTurtles } from "./math/cranes-and-turtles.ts";
import { flowerCards } from "./math/flower-cards.ts";
import { kanjiLetters } from "./math/kanji-letters.ts";
import { riceBalePile } from "./math/rice-bale-pile.ts";
import { simpleAndCompound } from "./math/simple-and-compound.ts";
import { singleTrackRailway } from "./math/single-track-railway.ts";
import { squareDifference } from "./math/square-difference.ts";
import { tangentCircles } from "./math/tangent-circles.ts";
import { taxByRate } from "./math/tax-by-rate.ts";

/** In the order of the questions. */
export const generators: readonly Generator[] = [
  taxByRate,
  riceBalePile,
  singleTrackRailway,
  simpleAndCompound,
  cranesAndTurtles,
  flowerCards,
  kanjiLetters,
  tangentCircles,
  squareDifference,
];
