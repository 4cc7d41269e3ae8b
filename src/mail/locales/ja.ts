import type { Messages } from "./messages.ts";

export const ja: Messages = {
  dir: "ltr",
  subject: "{{code}} は{{brand}}の認証コードです",
  title: "{{brand}}の認証コード",
  preview: "有効期間は{{duration}}です。{{host}} でのみご入力ください。",
  intros: {
    "sign-in": "{{brand}}にログインするには、次のコードを入力してください。",
    "sign-up": "{{brand}}のアカウントを作成するには、次のコードを入力してください。",
    "confirm-email": "{{brand}}でメールアドレスを確認するには、次のコードを入力してください。",
    "change-email": "{{brand}}で新しいメールアドレスを確認するには、次のコードを入力してください。",
    "reset-password": "{{brand}}のパスワードを再設定するには、次のコードを入力してください。",
    "delete-account": "{{brand}}のアカウントを削除するには、次のコードを入力してください。",
    other: "{{brand}}での「{{purpose}}」には、次のコードを入力してください。",
  },
  place: "リクエスト元：{{place}}",
  validity: "このコードの有効期間は{{duration}}です。",
  warning: "{{host}} 以外では入力しないでください。電話やメッセージでコードをお尋ねすることはありません。",
  ignore: "お心当たりがない場合は、このメールを破棄してください。何も変更されません。",
  units: {
    second: { other: "#秒" },
    minute: { other: "#分" },
    hour: { other: "#時間" },
  },
};
