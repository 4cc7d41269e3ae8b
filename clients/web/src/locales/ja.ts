import { addLanguage } from "../element/add-language.ts";
import type { Strings } from "../element/strings.ts";

/** Japanese. */
export const strings: Strings = {
  email: "メールアドレス",
  send: "コードを送信",
  SendCode: "送信中…",
  code: "コード",
  verify: "確認",
  VerifyCode: "確認中…",
  sent: "{email} にコードを送信しました。",
  change: "別のアドレスを使う",
  resend: "新しいコードを送信",
  done: "{email} を確認しました。",
  required: "メールアドレスを確認してください。",
  EMAIL_INVALID: "有効なメールアドレスを入力してください。",
  COOLING_DOWN: "コードを送信したばかりです。届くまでお待ちください。",
  LIMITED: "リクエストが多すぎます。しばらくしてからもう一度お試しください。",
  DELIVERY_UNKNOWN: "コードが届くまで時間がかかることがあります。",
  CODE_INCOMPLETE: "コードをすべて入力してください。",
  CODE_REJECTED: "コードが正しくありません。残り回数：{n}",
  CHALLENGE_EXPIRED: "時間切れです。新しいコードを送信してください。",
  CHALLENGE: "コードが正しくないか、すでに使用されています。新しいコードを送信してください。",
  UNREACHABLE: "接続できません。もう一度お試しください。",
  INTERNAL: "問題が発生しました。しばらくしてからもう一度お試しください。",
};

addLanguage("ja", strings);
