import { knownModels } from "../../models/catalogue.ts";
import { markdownTable } from "./leaderboard-markdown.ts";
import {
  accessWords,
  familyOfModel,
  pinnedWords,
  priceWords,
  type TableLanguage,
  thinkingWords,
} from "./model-words.ts";
import type { TextTable } from "./text-table.ts";

const headers = {
  en: [
    "id",
    "reached at",
    "thinking (* default)",
    "sent by default",
    "price per 1M (in / cached / out)",
    "source",
    "read",
  ],
  ja: [
    "id",
    "接続先",
    "思考の切替 (* 既定)",
    "既定で送る値",
    "100万トークンの価格 (入力 / キャッシュ / 出力)",
    "出典",
    "確認日",
  ],
} as const satisfies Record<TableLanguage, readonly string[]>;

/** Every model of the catalogue: how it is reached, what is pinned, where that comes from and when it was read. */
function modelsTable(language: TableLanguage): TextTable {
  return {
    header: [...headers[language]],
    rows: knownModels.map((model) => {
      const family = familyOfModel(model);
      return [
        model.id,
        accessWords(model, language),
        thinkingWords(family.thinking, language),
        pinnedWords(family),
        priceWords(model.price),
        model.source.from,
        model.source.read,
      ];
    }),
    numeric: headers[language].map(() => false),
  };
}

/** The table as docs/models.md and docs/models.ja.md carry it. */
export function modelsMarkdown(language: TableLanguage): string {
  return `${markdownTable(modelsTable(language))}\n`;
}
