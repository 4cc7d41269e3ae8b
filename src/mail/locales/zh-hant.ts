import type { Messages } from "./messages.ts";

export const zhHant: Messages = {
  dir: "ltr",
  subject: "{{code}} 是您的 {{brand}} 驗證碼",
  title: "您的 {{brand}} 驗證碼",
  preview: "{{duration}}內有效，僅可在 {{host}} 上使用。",
  intros: {
    "sign-in": "請使用此驗證碼登入 {{brand}}：",
    "sign-up": "請使用此驗證碼建立您的 {{brand}} 帳號：",
    "confirm-email": "請使用此驗證碼確認您在 {{brand}} 的電子郵件地址：",
    "change-email": "請使用此驗證碼確認您在 {{brand}} 的新電子郵件地址：",
    "reset-password": "請使用此驗證碼重設您的 {{brand}} 密碼：",
    "delete-account": "請使用此驗證碼刪除您的 {{brand}} 帳號：",
    other: "請在 {{brand}} 使用此驗證碼，用途：「{{purpose}}」",
  },
  place: "請求來自：{{place}}",
  validity: "此驗證碼在 {{duration}}內有效。",
  warning: "請僅在 {{host}} 上輸入。我們絕不會透過電話或訊息向您索取驗證碼。",
  ignore: "如果您沒有要求此驗證碼，請忽略此郵件，不會有任何影響。",
  units: {
    second: { other: "# 秒" },
    minute: { other: "# 分鐘" },
    hour: { other: "# 小時" },
  },
};
