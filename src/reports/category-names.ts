import type { Language } from "./page/report-record.ts";

const names: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  writing: { ja: "文章作成", en: "Writing" },
  roleplay: { ja: "ロールプレイ", en: "Roleplay" },
  reasoning: { ja: "推論", en: "Reasoning" },
  math: { ja: "数学", en: "Math" },
  coding: { ja: "コーディング", en: "Coding" },
  extraction: { ja: "情報抽出", en: "Extraction" },
  stem: { ja: "理系知識", en: "STEM" },
  humanities: { ja: "人文知識", en: "Humanities" },
};

/** A category as readers see it; a user's own keeps its name. */
export function categoryName(category: string, language: Language): string {
  return names[category]?.[language] ?? category;
}
