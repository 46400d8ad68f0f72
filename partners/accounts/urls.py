"""The addresses under /admin/ that come before the workspace's door.

The names are those by which the login library calls its pages; what it offers beside them (signing
up, lists of addresses) has no address here.
"""

from django.urls import path, re_path

from partners.accounts import views
from partners.accounts.views import for_members, framed

urlpatterns = [
    path("login/", framed(views.login), name="account_login"),
    path("login/code/", framed(views.second_factor), name="mfa_authenticate"),
    path("login/inactive/", framed(views.inactive), name="account_inactive"),
    path("password/", framed(views.forgotten), name="account_reset_password"),
    path("password/sent/", framed(views.forgotten_sent), name="account_reset_password_done"),
    path(
        "password/done/",
        framed(views.new_password_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        framed(views.new_password),
        name="account_reset_password_from_key",
    ),
    path("invitation/<str:token>/", framed(views.accept), name="invitation"),
    path("account/", for_members(views.profile), name="profile"),
    path("account/", for_members(views.profile), name="mfa_index"),
    path("account/confirm/", for_members(views.confirm_by_password), name="account_reauthenticate"),
    path("account/confirm/code/", for_members(views.confirm_by_code), name="mfa_reauthenticate"),
    path("account/second-factor/", for_members(views.set_up), name="mfa_activate_totp"),
    path("account/second-factor/remove/", for_members(views.remove), name="mfa_deactivate_totp"),
    path(
        "account/recovery-codes/",
        for_members(views.recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/recovery-codes/new/",
        for_members(views.new_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/recovery-codes/file/",
        for_members(views.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
