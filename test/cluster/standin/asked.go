package main

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"os"
)

const account = "/var/run/secrets/kubernetes.io/serviceaccount/"

// What paperless-gpt asks Paperless for.
func tags(base, token string) func() error {
	return func() error { return answers(&http.Client{Timeout: try}, base+"/api/tags/", "Token "+token) }
}

// Whether the API server lets this pod's account see pods.
func kubernetes() error {
	trusted, err := authorities(account + "ca.crt")
	if err != nil {
		return err
	}
	client := &http.Client{Timeout: try, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}, DisableKeepAlives: true}}
	host := net.JoinHostPort(os.Getenv("KUBERNETES_SERVICE_HOST"), os.Getenv("KUBERNETES_SERVICE_PORT"))
	return answers(client, "https://"+host+"/api/v1/pods?limit=1", "Bearer "+secret(account+"token"))
}

func answers(client *http.Client, address, authorization string) error {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", authorization)
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", request.URL.Path, answer.Status)
	}
	return nil
}
