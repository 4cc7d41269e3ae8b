//! Writes the client's messages and stubs for a set of descriptors.

use prost::Message;
use std::{env, error::Error, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().collect();
    let [_, descriptors, folder] = arguments.as_slice() else {
        return Err("usage: nopass-generate DESCRIPTORS FOLDER".into());
    };
    let descriptors = prost_types::FileDescriptorSet::decode(fs::read(descriptors)?.as_slice())?;
    fs::create_dir_all(folder)?;
    tonic_prost_build::configure()
        .server_mod_attribute(".", "#[cfg(test)]")
        .build_transport(false)
        .out_dir(folder)
        .compile_fds(descriptors)?;
    Ok(())
}
