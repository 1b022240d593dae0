"""Signing officers in: the second factor, limits on guessing, and how long a stay at the desk lasts."""

MFA_ADAPTER = "superapp.people.login.factors.SealedFactors"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# In Latin letters: Thai would make the square picture twice as dense.
MFA_TOTP_ISSUER = "Gov Desk TH"
# A clock may be half a minute off in either direction. Which codes were used is kept with the factor (factors.py).
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_COUNT = 10

# Failures allowed for a name, whether or not there is such an account, and for an address; in allauth's notation.
OFFICER_TRIES = {
    "password": {"name": "5/5m/key", "address": "30/10m/key"},
    "factor": {"name": "5/5m/key", "address": "30/10m/key"},
}
OFFICER_IDLE_S = 30 * 60
OFFICER_LONGEST_S = 10 * 3600
OFFICER_MOST_SESSIONS = 3
# For approving, paying, reversing and exporting the second factor must have been shown within this time.
OFFICER_FRESH_S = 5 * 60
# Between the password and the second factor, and for setting up a factor.
OFFICER_PENDING_S = 10 * 60
OFFICER_INVITATION_S = 24 * 3600
