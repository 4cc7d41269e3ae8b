# frozen_string_literal: true

require "json"

module NoPass
  # Reads the parts of a receipt more strictly than libraries do.
  module StrictJson
    STRING = /"(?:[^"\\]|\\.)*"/m
    private_constant :STRING

    module_function

    # Reads characters that are exactly what their own bytes are written as; nil for all others.
    def base64url(text)
      return nil unless text.match?(/\A[A-Za-z0-9_-]+\z/)

      bytes = text.tr("-_", "+/").unpack1("m")
      [bytes].pack("m0").tr("+/", "-_").delete("=") == text ? bytes : nil
    end

    # Reads one JSON object in which no name stands twice; nil for anything else.
    #
    # With a name twice, two readers see two statements in one text (RFC 7515 §4, §10.12).
    def object(bytes)
      json = bytes.dup.force_encoding(Encoding::UTF_8)
      # Comments and raw control characters are no JSON, which Ruby forgives.
      return nil if !json.valid_encoding? || json.gsub(STRING, "").include?("/") || json.match?(/[\x00-\x1f]/)

      value = JSON.parse(json, max_nesting: 32)
      value.is_a?(Hash) && names(json) == members(value) ? value : nil
    rescue JSON::ParserError
      nil
    end

    # Strings are the only place for quotes, so that the pattern cannot lose its step in a text that is JSON.
    def names(json)
      json.scan(/#{STRING}\s*(:?)/).count { |(colon)| colon == ":" }
    end

    def members(value)
      case value
      when Hash then value.size + value.values.sum { |member| members(member) }
      when Array then value.sum { |member| members(member) }
      else 0
      end
    end
  end
  private_constant :StrictJson
end
