# frozen_string_literal: true

require "minitest/autorun"
require "json"
require "openssl"
require "socket"
require "nopass"

# A service that gives one answer after the other, the last for ever, and remembers what it was asked.
class FakeNoPass
  Asked = Struct.new(:path, :headers, :body, keyword_init: true)
  attr_reader :asked, :url

  # An answer is [status, body] or [status, body, headers]; nil ends the connection.
  def initialize(*answers)
    @answers = answers
    @asked = []
    @server = TCPServer.new("127.0.0.1", 0)
    @url = "http://127.0.0.1:#{@server.addr[1]}"
    @thread = Thread.new { loop { answer(@server.accept) } }
  end

  def close
    @thread.kill
    @server.close
  end

  private

  def answer(socket)
    path = socket.gets.split[1]
    headers = {}
    while (line = socket.gets.chomp) != ""
      name, value = line.split(": ", 2)
      headers[name.downcase] = value
    end
    body = socket.read(headers["content-length"].to_i)
    @asked << Asked.new(path:, headers:, body:)
    write(socket, *(@answers.size > 1 ? @answers.shift : @answers.first))
  ensure
    socket.close
  end

  def write(socket, status = nil, body = nil, headers = {})
    return if status.nil?

    text = body.is_a?(String) ? body : JSON.generate(body)
    lines = { "Content-Type" => "application/json", "Content-Length" => text.bytesize, **headers }
    socket.write("HTTP/1.1 #{status} x\r\n#{lines.map { |name, value| "#{name}: #{value}\r\n" }.join}\r\n#{text}")
  end
end

SENT = [200, { challengeId: "nc1_challenge", expireTime: "2026-06-01T12:05:00.250Z", resendTime: "2026-06-01T12:00:30Z",
               codeLength: 6, codeAlphabet: "CODE_ALPHABET_DIGITS" }].freeze
PROVEN = [200, { email: "ada@example.com", purpose: "sign-in", verifyTime: "2026-06-01T12:01:00Z", receipt: "a.b.c",
                 receiptExpireTime: "2026-06-01T12:06:00Z", knownDevice: "nd1_device" }].freeze

def field(number, bytes)
  [(number << 3) | 2, bytes.bytesize].pack("CC") + bytes
end

def refusal(code, reason, metadata = {}, *others)
  entries = metadata.map { |name, value| field(3, field(1, name.to_s) + field(2, value)) }.join
  info = ["google.rpc.ErrorInfo", field(1, reason) + field(2, "nopass.v1") + entries]
  details = [info, *others].map { |type, value| { type:, value: [value].pack("m0").delete("=") } }
  [400, { code:, message: "refused", details: }]
end

def retry_info(seconds)
  ["google.rpc.RetryInfo", field(1, [8, seconds].pack("CC"))]
end
