import { accountNames } from "./coding/account-names.ts";
import { fiscalYears } from "./coding/fiscal-years.ts";
import { hyphenatedNumbers } from "./coding/hyphenated-numbers.ts";
import { japaneseEras } from "./coding/japanese-eras.ts";
import { kanaKeys } from "./coding/kana-keys.ts";
import { kanaOrder } from "./coding/kana-order.ts";
import { kanjiIntegers } from "./coding/kanji-integers.ts";
import { rubyMarkup } from "./coding/ruby-markup.ts";
import { textColumns } from "./coding/text-columns.ts";
import { townHolidays } from "./coding/town-holidays.ts";
import { approvalRequest } from "./extraction/approval-request.ts";
import { bilingualNotice } from "./extraction/bilingual-notice.ts";
import { busTimetable } from "./extraction/bus-timetable.ts";
import { garbageDays } from "./extraction/garbage-days.ts";
import { haikuMeeting } from "./extraction/haiku-meeting.ts";
import { meetingMinutes } from "./extraction/meeting-minutes.ts";
import { orderMemos } from "./extraction/order-memos.ts";
import { shoppingReceipt } from "./extraction/shopping-receipt.ts";
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
import { cleaningRoster } from "./reasoning/cleaning-roster.ts";
import { degreesOfKinship } from "./reasoning/degrees-of-kinship.ts";
import { foxesAndRaccoons } from "./reasoning/foxes-and-raccoons.ts";
import { honorificsAtWork } from "./reasoning/honorifics-at-work.ts";
import { kanaCipher } from "./reasoning/kana-cipher.ts";
import { ladderLottery } from "./reasoning/ladder-lottery.ts";
import { shogiPaths } from "./reasoning/shogi-paths.ts";
import { trainAndBus } from "./reasoning/train-and-bus.ts";
import { trainSeats } from "./reasoning/train-seats.ts";
import { weekdaysOfAMonth } from "./reasoning/weekdays-of-a-month.ts";

/** In the order of the questions. */
export const generators: readonly Generator[] = [
  trainSeats,
  weekdaysOfAMonth,
  foxesAndRaccoons,
  kanaCipher,
  degreesOfKinship,
  trainAndBus,
  honorificsAtWork,
  ladderLottery,
  shogiPaths,
  cleaningRoster,
  taxByRate,
  riceBalePile,
  singleTrackRailway,
  simpleAndCompound,
  cranesAndTurtles,
  flowerCards,
  kanjiLetters,
  tangentCircles,
  squareDifference,
  hyphenatedNumbers,
  kanjiIntegers,
  kanaKeys,
  japaneseEras,
  kanaOrder,
  fiscalYears,
  textColumns,
  townHolidays,
  accountNames,
  rubyMarkup,
  meetingMinutes,
  shoppingReceipt,
  busTimetable,
  approvalRequest,
  bilingualNotice,
  garbageDays,
  orderMemos,
  haikuMeeting,
];
