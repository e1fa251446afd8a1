package main

func runFrps([]string) {}
func runFrpc([]string) {}
