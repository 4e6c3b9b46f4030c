import type { IncomingMessage, ServerResponse } from "node:http";
import { InputError } from "../../errors.ts";
import type { Given } from "../../people/desk-record.ts";
import type { DeskFacts } from "../../people/desk-view.ts";
import { type Sitting, type SittingTools, sitDown } from "../../people/sitting.ts";
import { type DeskParts, deskPage, deskPolicy } from "../../reports/page/desk-page.ts";
import type { LocalAccess } from "../show/local-access.ts";
import { type DeskRequest, parseDeskRequest, readBody } from "./desk-requests.ts";

export interface ServedDesk extends SittingTools {
  readonly access: LocalAccess;
  readonly parts: DeskParts;
  readonly facts: DeskFacts;
  /** Hears that a person has sat down, and what could not be kept. */
  readonly tell: (sentence: string) => void;
}

interface Reply {
  readonly status: number;
  readonly value: unknown;
}

/**
 * Answers one request after another: the page itself, and what it asks in JSON. Nothing that leaves here names a candidate,
 * and a rating is on the disk before its request is answered.
 */
export function deskListener(
  served: ServedDesk,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const people = new Map<string, Promise<Sitting>>();
  const seated = (by: string): Promise<Sitting> => {
    const known = people.get(by);
    if (known !== undefined) return known;
    const sitting = sitDown(by, served);
    people.set(by, sitting);
    sitting.then(
      (person) => {
        const { done, of } = person.standing();
        served.tell(`${by} sits down: ${done} of ${of} done`);
      },
      () => people.delete(by),
    );
    return sitting;
  };
  return async (request, response) => {
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    if (!served.access.admits(request, response)) return;
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    response.setHeader("Content-Security-Policy", deskPolicy);
    if (request.method === "GET") return get(path, response, served);
    if (request.method !== "POST") return end(response, 405, "text/plain", "GET and POST only");
    if (!isOwnPage(request)) return end(response, 403, "text/plain", "not from this page");
    const { status, value } = await reply(path.slice(1), await readBody(request), seated, served);
    end(response, status, "application/json; charset=utf-8", JSON.stringify(value));
  };
}

function get(path: string, response: ServerResponse, { parts, facts }: ServedDesk): void {
  const files = new Map([
    ["/", { type: "text/html", body: deskPage(facts) }],
    ["/desk.js", { type: "text/javascript", body: parts.code }],
    ["/desk.css", { type: "text/css", body: parts.style }],
    ["/facts", { type: "application/json", body: JSON.stringify(facts) }],
  ]);
  const file = files.get(path);
  if (file === undefined) end(response, 404, "text/plain", "not found");
  else end(response, 200, `${file.type}; charset=utf-8`, file.body);
}

/** Cookies alone do not tell a page of ours from another one on this machine that posts a form. */
function isOwnPage({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  return headers["content-type"] === "application/json" && (origin === undefined || origin === `http://${host}`);
}

async function reply(
  name: string,
  body: unknown,
  seated: (by: string) => Promise<Sitting>,
  { facts, tell }: ServedDesk,
): Promise<Reply> {
  try {
    const asked = parseDeskRequest(name, body);
    if (asked === null) return { status: 400, value: { problem: "not a request of this desk" } };
    if (facts.by !== null && asked.by !== facts.by) return { status: 403, value: { problem: "not your desk" } };
    return { status: 200, value: await carryOut(asked, await seated(asked.by)) };
  } catch (error) {
    if (!(error instanceof InputError)) tell(String(error instanceof Error ? error.stack : error));
    else tell(error.message);
    const problem = error instanceof InputError ? error.message : "this desk has a bug; its terminal says more";
    return { status: error instanceof InputError ? 409 : 500, value: { problem } };
  }
}

async function carryOut(asked: DeskRequest, sitting: Sitting): Promise<unknown> {
  switch (asked.name) {
    case "join":
      return sitting.standing();
    case "step":
      return sitting.step(asked.place);
    case "judge":
      return sitting.judge(asked.place);
    case "undo":
      return { place: await sitting.undo(), standing: sitting.standing() };
    case "rate":
      return give(asked, { kind: "rated", rating: asked.rating }, sitting);
    case "match":
      return give(asked, { kind: "matched", side: asked.side }, sitting);
    case "skip":
      return give(asked, { kind: "skipped", reason: asked.reason }, sitting);
  }
}

function give(
  { place, note, seconds }: { readonly place: number; readonly note: string; readonly seconds: number | null },
  given: Given,
  sitting: Sitting,
) {
  return sitting.give(place, given, note, seconds);
}

function end(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "Content-Type": type });
  response.end(body);
}
