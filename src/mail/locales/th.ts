import type { Messages } from "./messages.ts";

export const th: Messages = {
  dir: "ltr",
  subject: "{{code}} คือรหัส {{brand}} ของคุณ",
  title: "รหัส {{brand}} ของคุณ",
  preview: "ใช้ได้ภายใน {{duration}} บน {{host}} เท่านั้น",
  intros: {
    "sign-in": "ใช้รหัสนี้เพื่อเข้าสู่ระบบ {{brand}}:",
    "sign-up": "ใช้รหัสนี้เพื่อสร้างบัญชี {{brand}} ของคุณ:",
    "confirm-email": "ใช้รหัสนี้เพื่อยืนยันอีเมลของคุณกับ {{brand}}:",
    "change-email": "ใช้รหัสนี้เพื่อยืนยันอีเมลใหม่ของคุณกับ {{brand}}:",
    "reset-password": "ใช้รหัสนี้เพื่อรีเซ็ตรหัสผ่าน {{brand}} ของคุณ:",
    "delete-account": "ใช้รหัสนี้เพื่อลบบัญชี {{brand}} ของคุณ:",
    other: "ใช้รหัสนี้กับ {{brand}} สำหรับ “{{purpose}}”:",
  },
  place: "ขอรหัสจาก: {{place}}",
  validity: "รหัสนี้ใช้ได้ภายใน {{duration}}",
  warning: "กรอกรหัสนี้บน {{host}} เท่านั้น เราจะไม่ขอรหัสนี้ทางโทรศัพท์หรือข้อความ",
  ignore: "หากคุณไม่ได้ขอรหัสนี้ ไม่ต้องดำเนินการใด ๆ กับอีเมลฉบับนี้ จะไม่มีอะไรเกิดขึ้น",
  units: {
    second: { other: "# วินาที" },
    minute: { other: "# นาที" },
    hour: { other: "# ชั่วโมง" },
  },
};
