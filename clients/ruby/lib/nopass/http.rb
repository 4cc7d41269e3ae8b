# frozen_string_literal: true

require "net/http"
require "openssl"
require "timeout"

module NoPass
  # One request over net/http, which follows no redirect and reads no more than 64 KiB. Each has its own connection.
  module Http
    # Why there is no answer, and nothing that was sent.
    class Failure < StandardError
      attr_reader :kind

      def initialize(kind, text)
        super(text)
        @kind = kind
      end
    end

    Response = Struct.new(:status, :headers, :body, keyword_init: true) do
      def json?
        headers["content-type"].to_s.match?(%r{\Aapplication/json\s*(;|\z)}i)
      end
    end

    # Answers are under 4 KB, and 64 KiB is some 200 keys: a longer one is not the service's.
    MAX_BYTES = 65_536

    # The time is up, wherever the request is. Not an Error of anybody's, so that nobody on the way rescues it.
    class Expired < Exception; end # rubocop:disable Lint/InheritException
    private_constant :Expired

    module_function

    def ask(request, timeout, tls = {})
      Timeout.timeout(timeout, Expired) { exchange(request, timeout, tls) }
    rescue Expired, Timeout::Error
      raise Failure.new(:timeout, "no answer in time"), cause: nil
    rescue SystemCallError, IOError, SocketError, OpenSSL::SSL::SSLError, Zlib::Error, Net::ProtocolError,
           Net::HTTPBadResponse, Net::HTTPHeaderSyntaxError => e
      # The kind of the failure and not its text, which may repeat what was sent.
      raise Failure.new(:lost, "the connection failed with #{e.class}"), cause: nil
    end

    def exchange(request, timeout, tls)
      uri = request.uri
      options = { use_ssl: uri.scheme == "https", max_retries: 0, ignore_eof: false, open_timeout: timeout, read_timeout: timeout,
                  write_timeout: timeout, **tls }
      Net::HTTP.start(uri.hostname, uri.port, options) do |http|
        http.request(request) do |answer|
          return Response.new(status: answer.code.to_i, headers: headers_of(answer), body: read_bounded(answer))
        end
      end
    end

    def headers_of(answer)
      answer.each_header.to_h
    end

    def read_bounded(answer)
      body = +""
      answer.read_body do |chunk|
        raise Failure.new(:too_long, "the answer is longer than #{MAX_BYTES} bytes") if body.size + chunk.size > MAX_BYTES

        body << chunk
      end
      body.force_encoding(Encoding::UTF_8)
    end
  end
  private_constant :Http
end
