# frozen_string_literal: true

require "uri"

module NoPass
  # Checks addresses before anything is sent to them.
  module Url
    module_function

    # Returns the address of the service without a slash at the end.
    def of_service(text)
      uri = parse("url", text)
      if uri.userinfo || uri.query || uri.fragment
        raise ArgumentError, "url has a part that does not belong there: credentials, a query or a fragment"
      end

      text.sub(%r{/+\z}, "").freeze
    end

    # Whoever can change the keys on their way can sign receipts, so they have to come encrypted.
    def of_keys(name, text)
      uri = parse(name, text)
      raise ArgumentError, "#{name} has credentials, which do not belong there" if uri.userinfo

      is_loopback = uri.host.match?(/\A(localhost|127(\.\d+){3}|\[::1\])\z/i)
      return text if uri.scheme == "https" || is_loopback

      raise ArgumentError, "#{name} must start with https://, or with http:// on this machine"
    end

    def parse(name, text)
      raise ArgumentError, "#{name} is missing" unless text.is_a?(String) && !text.empty?

      uri = URI.parse(text)
      raise ArgumentError, "#{name} does not start with https:// or http://" unless uri.is_a?(URI::HTTP)
      raise ArgumentError, "#{name} is not a URL" if uri.host.nil? || uri.host.empty?

      uri
    rescue URI::Error
      raise ArgumentError, "#{name} is not a URL", cause: nil
    end
  end
  private_constant :Url
end
