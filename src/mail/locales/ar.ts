import type { Messages } from "./messages.ts";

export const ar: Messages = {
  dir: "rtl",
  subject: "{{code}} هو رمزك في {{brand}}",
  title: "رمزك في {{brand}}",
  preview: "صالح لمدة {{duration}}، على {{host}} فقط.",
  intros: {
    "sign-in": "استخدم هذا الرمز لتسجيل الدخول إلى {{brand}}:",
    "sign-up": "استخدم هذا الرمز لإنشاء حسابك في {{brand}}:",
    "confirm-email": "استخدم هذا الرمز لتأكيد بريدك الإلكتروني في {{brand}}:",
    "change-email": "استخدم هذا الرمز لتأكيد بريدك الإلكتروني الجديد في {{brand}}:",
    "reset-password": "استخدم هذا الرمز لإعادة تعيين كلمة المرور في {{brand}}:",
    "delete-account": "استخدم هذا الرمز لحذف حسابك في {{brand}}:",
    other: "استخدم هذا الرمز في {{brand}} من أجل «{{purpose}}»:",
  },
  place: "مكان الطلب: {{place}}",
  validity: "الرمز صالح لمدة {{duration}}.",
  warning: "لا تُدخله إلا على {{host}}. لن نطلبه منك أبدًا عبر الهاتف أو في رسالة.",
  ignore: "إذا لم تطلب هذا الرمز، فيمكنك تجاهل هذه الرسالة. لن يحدث شيء.",
  units: {
    second: { one: "ثانية واحدة", two: "ثانيتين", few: "# ثوانٍ", many: "# ثانية", other: "# ثانية" },
    minute: { one: "دقيقة واحدة", two: "دقيقتين", few: "# دقائق", many: "# دقيقة", other: "# دقيقة" },
    hour: { one: "ساعة واحدة", two: "ساعتين", few: "# ساعات", many: "# ساعة", other: "# ساعة" },
  },
};
