#include "facts/sshd_defaults.h"

#include <string.h>

#include "base/auto.h"
#include "facts/version.h"

const struct sshd_key sshd_keys[] = {
	{ "PermitRootLogin", SSHD_FLAG },
	{ "PasswordAuthentication", SSHD_FLAG },
	{ "KbdInteractiveAuthentication", SSHD_FLAG },
	{ "PermitEmptyPasswords", SSHD_FLAG },
	{ "UsePAM", SSHD_FLAG },
	{ "PubkeyAuthentication", SSHD_FLAG },
	{ "AuthenticationMethods", SSHD_ARGS },
	{ "HostbasedAuthentication", SSHD_FLAG },
	{ "IgnoreRhosts", SSHD_FLAG },
	{ "PermitUserEnvironment", SSHD_WORD },
	{ "StrictModes", SSHD_FLAG },
	{ "MaxAuthTries", SSHD_WORD },
	{ "MaxSessions", SSHD_WORD },
	{ "MaxStartups", SSHD_WORD },
	{ "LoginGraceTime", SSHD_TIME },
	{ "ClientAliveInterval", SSHD_TIME },
	{ "X11Forwarding", SSHD_FLAG },
	{ "AllowTcpForwarding", SSHD_FLAG },
	{ "AllowAgentForwarding", SSHD_FLAG },
	{ "AllowStreamLocalForwarding", SSHD_FLAG },
	{ "DisableForwarding", SSHD_FLAG },
	{ "GatewayPorts", SSHD_FLAG },
	{ "PermitTunnel", SSHD_FLAG },
	{ "Protocol", SSHD_WORD },
	{ "LogLevel", SSHD_WORD },
	{ "SyslogFacility", SSHD_WORD },
	{ "AddressFamily", SSHD_FLAG },
	{ "AuthorizedKeysCommand", SSHD_ARGS },
	{ "Ciphers", SSHD_ALGORITHMS },
	{ "MACs", SSHD_ALGORITHMS },
	{ "KexAlgorithms", SSHD_ALGORITHMS },
	{ "HostKeyAlgorithms", SSHD_ALGORITHMS },
	{ "Port", SSHD_ARGS },
	{ "ListenAddress", SSHD_ARGS },
	{ "HostKey", SSHD_ARGS },
	{ "AuthorizedKeysFile", SSHD_WORD },
	{ "AllowUsers", SSHD_ARGS },
	{ "DenyUsers", SSHD_ARGS },
	{ "AllowGroups", SSHD_ARGS },
	{ "DenyGroups", SSHD_ARGS },
	{ "AcceptEnv", SSHD_ARGS },
	{ "Subsystem", SSHD_ARGS },
	{ NULL, SSHD_NONE },
};

static const struct { const char *old, *now; } renamed[] = {
	{ "ChallengeResponseAuthentication", "KbdInteractiveAuthentication" },
	{ "SkeyAuthentication", "KbdInteractiveAuthentication" },
	{ "DSAAuthentication", "PubkeyAuthentication" },
	{ "HostDSAKey", "HostKey" },
	{ "AuthorizedKeysFile2", "AuthorizedKeysFile" },
};

const struct sshd_key *sshd_key_find(struct bytes name)
{
	for (size_t i = 0; i < COUNT(renamed); i++)
		if (bytes_are_nocase(name, renamed[i].old))
			name = bytes_of(renamed[i].now);
	for (const struct sshd_key *k = sshd_keys; k->name; k++)
		if (bytes_are_nocase(name, k->name))
			return k;
	return NULL;
}

#define CTR "aes128-ctr,aes192-ctr,aes256-ctr"
#define GCM "aes128-gcm@openssh.com,aes256-gcm@openssh.com"
#define CHACHA "chacha20-poly1305@openssh.com"
#define CBC "aes128-cbc,3des-cbc,blowfish-cbc,cast128-cbc,aes192-cbc,aes256-cbc"
#define ECDH "ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521"
#define MACS_ETM "umac-64-etm@openssh.com,umac-128-etm@openssh.com,hmac-sha2-256-etm@openssh.com," \
	"hmac-sha2-512-etm@openssh.com,hmac-sha1-etm@openssh.com"
#define MACS "umac-64@openssh.com,umac-128@openssh.com,hmac-sha2-256,hmac-sha2-512,hmac-sha1"
#define KEX_GROUPS "diffie-hellman-group16-sha512,diffie-hellman-group18-sha512,diffie-hellman-group14-sha256"
#define ECDSA "ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521"

/*
 * In order of version; the last row that is not newer counts. From the release
 * notes and myproposal.h; 9.2 was measured (sshd -T with an empty file).
 */
static const struct row { const char *key, *since, *value; } rows[] = {
	{ "PermitRootLogin", "0", "yes" },
	{ "PermitRootLogin", "7.0", "prohibit-password" },
	{ "PasswordAuthentication", "0", "yes" },
	{ "KbdInteractiveAuthentication", "0", "yes" },
	{ "PermitEmptyPasswords", "0", "no" },
	{ "UsePAM", "0", "no" },
	{ "PubkeyAuthentication", "0", "yes" },
	{ "HostbasedAuthentication", "0", "no" },
	{ "IgnoreRhosts", "0", "yes" },
	{ "PermitUserEnvironment", "0", "no" },
	{ "StrictModes", "0", "yes" },
	{ "MaxAuthTries", "0", "6" },
	{ "MaxSessions", "0", "10" },
	{ "MaxStartups", "0", "10" },
	{ "MaxStartups", "6.2", "10:30:100" },
	{ "LoginGraceTime", "0", "120" },
	{ "ClientAliveInterval", "0", "0" },
	{ "X11Forwarding", "0", "no" },
	{ "AllowTcpForwarding", "0", "yes" },
	{ "AllowAgentForwarding", "0", "yes" },
	{ "AllowStreamLocalForwarding", "0", "yes" },
	{ "DisableForwarding", "0", "no" },
	{ "GatewayPorts", "0", "no" },
	{ "PermitTunnel", "0", "no" },
	{ "Protocol", "0", "2,1" },
	{ "Protocol", "5.4", "2" },
	{ "LogLevel", "0", "INFO" },
	{ "SyslogFacility", "0", "AUTH" },
	{ "AddressFamily", "0", "any" },
	{ "Port", "0", "22" },
	{ "AuthorizedKeysFile", "0", ".ssh/authorized_keys" },
	{ "Ciphers", "0", CTR ",arcfour256,arcfour128," CBC ",arcfour" },
	{ "Ciphers", "6.2", CTR ",arcfour256,arcfour128," GCM "," CBC ",arcfour" },
	{ "Ciphers", "6.5", CTR ",arcfour256,arcfour128," GCM "," CHACHA "," CBC ",arcfour" },
	{ "Ciphers", "6.7", CHACHA "," CTR "," GCM },
	{ "MACs", "0", "hmac-md5,hmac-sha1,umac-64@openssh.com,hmac-ripemd160,hmac-sha1-96,hmac-md5-96" },
	{ "MACs", "6.7", MACS_ETM "," MACS },
	{ "KexAlgorithms", "0", ECDH ",diffie-hellman-group-exchange-sha256,diffie-hellman-group-exchange-sha1,"
				"diffie-hellman-group14-sha1,diffie-hellman-group1-sha1" },
	{ "KexAlgorithms", "6.7", "curve25519-sha256@libssh.org," ECDH ",diffie-hellman-group-exchange-sha256,"
				  "diffie-hellman-group14-sha1" },
	{ "KexAlgorithms", "7.3", "curve25519-sha256@libssh.org," ECDH ",diffie-hellman-group-exchange-sha256,"
				  KEX_GROUPS ",diffie-hellman-group14-sha1" },
	{ "KexAlgorithms", "8.2", "curve25519-sha256,curve25519-sha256@libssh.org," ECDH
				  ",diffie-hellman-group-exchange-sha256," KEX_GROUPS },
	{ "KexAlgorithms", "9.0", "sntrup761x25519-sha512@openssh.com,curve25519-sha256,"
				  "curve25519-sha256@libssh.org," ECDH ",diffie-hellman-group-exchange-sha256,"
				  KEX_GROUPS },
	{ "HostKeyAlgorithms", "0", ECDSA ",ssh-rsa,ssh-dss" },
	{ "HostKeyAlgorithms", "6.5", ECDSA ",ssh-ed25519,ssh-rsa,ssh-dss" },
	{ "HostKeyAlgorithms", "7.0", ECDSA ",ssh-ed25519,ssh-rsa" },
	{ "HostKeyAlgorithms", "7.2", ECDSA ",ssh-ed25519,rsa-sha2-512,rsa-sha2-256,ssh-rsa" },
	{ "HostKeyAlgorithms", "8.8", "ssh-ed25519," ECDSA ",rsa-sha2-512,rsa-sha2-256" },
};

const char *sshd_default(const char *key, const char *version)
{
	const char *value = NULL;
	size_t choices = 0;

	for (size_t i = 0; i < COUNT(rows); i++) {
		if (strcmp(rows[i].key, key) != 0)
			continue;
		choices++;
		if (!version || version_compare(version, rows[i].since) >= 0)
			value = rows[i].value;
	}
	return !version && choices > 1 ? NULL : value;
}
