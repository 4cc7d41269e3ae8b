import type { Messages } from "./messages.ts";

export const zhHans: Messages = {
  dir: "ltr",
  subject: "{{code}} 是您的 {{brand}} 验证码",
  title: "您的 {{brand}} 验证码",
  preview: "{{duration}}内有效，仅可在 {{host}} 上使用。",
  intros: {
    "sign-in": "请使用此验证码登录 {{brand}}：",
    "sign-up": "请使用此验证码创建您的 {{brand}} 账号：",
    "confirm-email": "请使用此验证码确认您在 {{brand}} 的邮箱地址：",
    "change-email": "请使用此验证码确认您在 {{brand}} 的新邮箱地址：",
    "reset-password": "请使用此验证码重置您的 {{brand}} 密码：",
    "delete-account": "请使用此验证码删除您的 {{brand}} 账号：",
    other: "请在 {{brand}} 使用此验证码，用途：“{{purpose}}”",
  },
  place: "请求来自：{{place}}",
  validity: "此验证码在 {{duration}}内有效。",
  warning: "请仅在 {{host}} 上输入。我们绝不会通过电话或消息向您索要验证码。",
  ignore: "如果您没有请求此验证码，请忽略此邮件，不会有任何影响。",
  units: {
    second: { other: "# 秒" },
    minute: { other: "# 分钟" },
    hour: { other: "# 小时" },
  },
};
