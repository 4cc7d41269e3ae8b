# frozen_string_literal: true

require "json"
require "time"
require_relative "error"
require_relative "protobuf"

module NoPass
  # Turns an answer that is no success into an Error.
  module Refusal
    CODES = %w[canceled unknown invalid_argument deadline_exceeded not_found already_exists permission_denied
               resource_exhausted failed_precondition aborted out_of_range unimplemented internal unavailable data_loss
               unauthenticated].freeze
    # https://connectrpc.com/docs/protocol#http-to-error-code
    LOST_STATUSES = [429, 502, 503, 504].freeze
    private_constant :CODES, :LOST_STATUSES

    module_function

    def read(response, strike_out)
      error = response.json? ? parse(response.body) : {}
      details = details_of(error["details"])
      info = details["google.rpc.ErrorInfo"].find { |each| text(each, 2) == "nopass.v1" }
      metadata = info ? messages(info, 3).to_h { |entry| [text(entry, 1), text(entry, 2)] } : {}
      Error.new(
        info ? refusal_named(text(info, 1)) : reason_of(error["code"], response.status),
        retry_after: retry_after(details["google.rpc.RetryInfo"].first, response.headers["retry-after"]),
        attempts_left: metadata["attempts_left"]&.then { |left| Integer(left, 10, exception: false) },
        challenge_id: metadata["challenge_id"],
        violations: violations(details["google.rpc.BadRequest"], strike_out)
      )
    end

    def parse(body)
      value = JSON.parse(body, max_nesting: 32)
      value.is_a?(Hash) ? value : {}
    rescue JSON::ParserError, EncodingError
      {}
    end

    # Messages by type; what cannot be read is left out.
    def details_of(details)
      found = Hash.new { [] }
      Array(details).each do |detail|
        type, value = detail.values_at("type", "value") if detail.is_a?(Hash)
        next unless type.is_a?(String) && value.is_a?(String)

        found[type] += [Protobuf.read(value.tr("-_", "+/").unpack1("m"))]
      rescue Protobuf::Broken
        next
      end
      found
    end

    def refusal_named(name)
      Error::REFUSALS.keys.find { |reason| reason.to_s.upcase == name } || :unknown
    end

    # The service says all of its refusals with an ErrorInfo. Without one, this is a proxy's answer.
    def reason_of(code, status)
      case code
      when "deadline_exceeded" then :timeout
      when "unavailable", "canceled" then :unreachable
      when *CODES then :unknown
      else LOST_STATUSES.include?(status) ? :unreachable : :unknown
      end
    end

    def retry_after(info, header)
      delay = info && messages(info, 1).first
      if delay
        seconds, nanos = [1, 2].map { |number| Protobuf.signed(delay[number].last || 0) }
        return [0.0, seconds + (nanos / 1e9)].max
      end
      # RFC 9110 §10.2.3: a number of seconds, or a date.
      return header.to_f if header.to_s.match?(/\A\d{1,9}\z/)

      header && [0.0, Time.httpdate(header) - Time.now].max
    rescue ArgumentError
      nil
    end

    def violations(bad_requests, strike_out)
      bad_requests.flat_map { |each| messages(each, 1) }.map do |each|
        Violation.new(field: strike_out.call(text(each, 1)), description: strike_out.call(text(each, 2))).freeze
      end
    end

    def messages(fields, number)
      fields[number].grep(String).map { |bytes| Protobuf.read(bytes) }
    rescue Protobuf::Broken
      []
    end

    def text(fields, number)
      fields[number].last.to_s.dup.force_encoding(Encoding::UTF_8).scrub
    end
  end
  private_constant :Refusal
end
