import type { Chat } from "../chat/chat.ts";
import type { JudgmentRecord } from "../judgments/judgment.ts";
import type { MatchRecord } from "../matches/match.ts";
import type { ChatBody } from "../models/request-body.ts";

/** What a call to a judge leaves behind: a rating of one answer, or a match of two. */
export type JudgedRecord = JudgmentRecord | MatchRecord;

/** How a due call is made. */
export interface CallManner {
  readonly signal: AbortSignal;
  /** Id of the batch that brings the first reply. */
  readonly batch?: string;
  /** Whether a record is kept at all; absent: every one is. */
  readonly isKept?: (record: Pick<JudgedRecord, "outcome" | "call">) => boolean;
}

/** A call that a judge is due, whatever it is for. */
export interface DueCall {
  readonly key: string;
  readonly body: ChatBody;
  /** Asks by this chat, again where the judge's rule says so, and keeps the record; false: it was not kept. */
  make(chat: Chat, manner: CallManner): Promise<boolean>;
}
