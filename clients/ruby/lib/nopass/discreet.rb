# frozen_string_literal: true

module NoPass
  # Shows of a struct what a log may keep, wherever it is shown: by inspect, in a text, by p and by pp.
  module Discreet
    def self.showing(*names)
      Module.new do
        define_method(:inspect) do
          shown = names.map { |name| "#{name}=#{self[name].inspect}" }
          "#<struct #{self.class} #{shown.join(' ')}>"
        end
        define_method(:to_s) { inspect }
        # What pp asks a struct for.
        define_method(:pretty_print) { |printer| printer.text(inspect) }
      end
    end
  end
  private_constant :Discreet
end
