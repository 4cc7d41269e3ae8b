import type { Messages } from "./messages.ts";

export const vi: Messages = {
  dir: "ltr",
  subject: "{{code}} là mã {{brand}} của bạn",
  title: "Mã {{brand}} của bạn",
  preview: "Có hiệu lực trong {{duration}}, chỉ trên {{host}}.",
  intros: {
    "sign-in": "Dùng mã này để đăng nhập vào {{brand}}:",
    "sign-up": "Dùng mã này để tạo tài khoản {{brand}} của bạn:",
    "confirm-email": "Dùng mã này để xác nhận địa chỉ email của bạn trên {{brand}}:",
    "change-email": "Dùng mã này để xác nhận địa chỉ email mới của bạn trên {{brand}}:",
    "reset-password": "Dùng mã này để đặt lại mật khẩu {{brand}} của bạn:",
    "delete-account": "Dùng mã này để xóa tài khoản {{brand}} của bạn:",
    other: "Dùng mã này trên {{brand}} cho “{{purpose}}”:",
  },
  place: "Nơi yêu cầu: {{place}}",
  validity: "Mã có hiệu lực trong {{duration}}.",
  warning: "Chỉ nhập mã trên {{host}}. Chúng tôi không bao giờ hỏi mã qua điện thoại hay tin nhắn.",
  ignore: "Nếu bạn không yêu cầu mã này, hãy bỏ qua email này. Sẽ không có gì xảy ra.",
  units: {
    second: { other: "# giây" },
    minute: { other: "# phút" },
    hour: { other: "# giờ" },
  },
};
