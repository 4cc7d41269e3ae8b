import { addLanguage } from "../element/add-language.ts";
import type { Strings } from "../element/strings.ts";

/** Arabic. */
export const strings: Strings = {
  email: "البريد الإلكتروني",
  send: "إرسال الرمز",
  SendCode: "جارٍ الإرسال…",
  code: "الرمز",
  verify: "تأكيد",
  VerifyCode: "جارٍ التحقق…",
  sent: "أرسلنا رمزًا إلى {email}.",
  change: "استخدام عنوان آخر",
  resend: "إرسال رمز جديد",
  done: "تم تأكيد {email}.",
  required: "يرجى تأكيد بريدك الإلكتروني.",
  EMAIL_INVALID: "يرجى إدخال عنوان بريد إلكتروني صالح.",
  COOLING_DOWN: "أُرسل رمز قبل قليل. يرجى انتظار وصوله.",
  LIMITED: "طلبات كثيرة جدًا. يرجى المحاولة لاحقًا.",
  DELIVERY_UNKNOWN: "قد يتأخر وصول الرمز قليلًا.",
  CODE_INCOMPLETE: "يرجى إدخال الرمز كاملًا.",
  CODE_REJECTED: "الرمز غير صحيح. المحاولات المتبقية: {n}.",
  CHALLENGE_EXPIRED: "انتهت المهلة. يرجى طلب رمز جديد.",
  CHALLENGE: "الرمز غير صحيح أو سبق استخدامه. يرجى طلب رمز جديد.",
  UNREACHABLE: "لا يوجد اتصال. يرجى المحاولة مرة أخرى.",
  INTERNAL: "حدث خطأ ما. يرجى المحاولة لاحقًا.",
};

addLanguage("ar", strings);
