import { addLanguage } from "../element/add-language.ts";
import type { Strings } from "../element/strings.ts";

/** Chinese. */
export const strings: Strings = {
  email: "电子邮箱",
  send: "发送验证码",
  SendCode: "正在发送…",
  code: "验证码",
  verify: "验证",
  VerifyCode: "正在验证…",
  sent: "验证码已发送至 {email}。",
  change: "使用其他邮箱",
  resend: "重新发送验证码",
  done: "{email} 已验证。",
  required: "请验证您的电子邮箱。",
  EMAIL_INVALID: "请输入有效的电子邮箱。",
  COOLING_DOWN: "验证码刚刚发送，请等待接收。",
  LIMITED: "请求过多，请稍后再试。",
  DELIVERY_UNKNOWN: "验证码可能需要一些时间才能送达。",
  CODE_INCOMPLETE: "请输入完整的验证码。",
  CODE_REJECTED: "验证码不正确。剩余次数：{n}。",
  CHALLENGE_EXPIRED: "已超时，请重新获取验证码。",
  CHALLENGE: "验证码不正确或已被使用，请重新获取。",
  UNREACHABLE: "无法连接，请重试。",
  INTERNAL: "出现问题，请稍后再试。",
};

addLanguage("zh", strings);
