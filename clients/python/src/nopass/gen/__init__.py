"""The gRPC stubs of the service, made by generate.sh. They need nopass[grpc]."""
