# frozen_string_literal: true

module NoPass
  # Reads the wire format of Protocol Buffers, as much of it as error details need.
  module Protobuf
    class Broken < StandardError; end

    module_function

    # Reads a message as its fields, each with all its values in order: Integers for varints, Strings for the rest.
    def read(bytes)
      fields = Hash.new { [] }
      at = 0
      while at < bytes.bytesize
        tag, at = varint(bytes, at)
        value, at = value_of(tag & 7, bytes, at)
        fields[tag >> 3] += [value]
      end
      fields
    end

    def value_of(kind, bytes, at)
      case kind
      when 0 then varint(bytes, at)
      when 1 then take(bytes, at, 8)
      when 2 then take(bytes, *varint(bytes, at).reverse)
      when 5 then take(bytes, at, 4)
      else raise Broken, "a field of an unknown kind"
      end
    end

    def varint(bytes, at)
      value = 0
      10.times do |index|
        byte = bytes.getbyte(at + index) or raise Broken, "a number that is cut short"
        value |= (byte & 0x7f) << (7 * index)
        return [value, at + index + 1] if byte < 0x80
      end
      raise Broken, "a number that is too long"
    end

    # Numbers are unsigned on the wire.
    def signed(number)
      number >= 2**63 ? number - (2**64) : number
    end

    def take(bytes, at, count)
      raise Broken, "a field that is cut short" if count > bytes.bytesize - at

      [bytes.byteslice(at, count), at + count]
    end
  end
  private_constant :Protobuf
end
