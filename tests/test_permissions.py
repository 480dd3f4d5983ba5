"""Who may open and change what: every URL name, for every kind of person.

    200 404 …   the answer's status
    in          sent to the sign-in page
    again       asked for the password once more, although signed in
    >name       redirected to that URL name

A name may carry the thing it is tried on: `rooms:room kiln`. A URL name that has no line fails the test, and so does a
line whose name is gone. What has no line for a method must refuse it, so that no way to write stands unlisted.
"""

import re
from contextlib import contextmanager
from copy import deepcopy
from datetime import date
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from django.contrib import admin
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, get_resolver, resolve, reverse
from django.utils import timezone

from apps.shared import errors
from tests.conftest import forget_everything, forget_limits

THINGS = ("studio", "kiln", "talk", "oak", "letter", "cart", "plan")
ROLES = ("visitor", "guest", "member", "stranger", "owner", "moderator", "admin")

# bob is a member of the rooms, cleo a stranger to them; ada owns them, the session 'ada' and the picture, and talks
# with bob alone; the guest has come into the studio. Nobody but its members enters a closed room, the site's owner
# included: whoever must read there does so in the admin. What two people say alone, nobody else reads there either.
# The oak is a post of ada's for everybody here, the letter one for her followers: bob alone follows her. He commented
# on both. The cart is a project of ada's for everybody here, the plan one for her followers; bob is invited to work on
# both, and has reviewed them.
TABLE = """
name                              method  visitor  guest   member   stranger  owner    moderator  admin

shared:healthz                    GET     200      200     200      200       200      200        200
shared:media                      GET     200      200     200      200       200      200        200
shared:too_large                  ANY     413      413     413      413       413      413        413
live:alive                        POST    204      204     204      204       204      204        204
live:events                       GET     204      200     200      200       200      200        200

accounts:first_run                GET     404      404     404      404       404      404        404
accounts:first_run                POST    404      404     404      404       404      404        404
accounts:signup                   GET     200      200     >home    >home     >home    >home      >home
accounts:signup                   POST    422      422     >home    >home     >home    >home      >home
accounts:invitation               GET     >signup (everybody)
accounts:invitations              GET     in       in      404      404       404      200        200
accounts:invitations              POST    in       in      404      404       404      >self      >self
accounts:end_invitation           POST    in       in      404      404       404      >invitations (everybody else)
accounts:appearance               GET     200      200     200      200       200      200        200
accounts:appearance               POST    >self    >self   >self    >self     >self    >self      >self
accounts:end_session              POST    in       in      404      404       >usersessions_list 404 404

people:home                       GET     >people:directory (everybody)
people:directory                  GET     in       in      200      200       200      200        200
people:profile                    GET     in       in      200      200       200      200        200
search:help                       GET     in       in      200      200       200      200        200
search:discover                   GET     in       in      200      200       200      200        200
search:search                     GET     in       in      200      200       200      200        200
search:quick                      GET     in       in      200      200       200      200        200
search:recent                     DELETE  in       in      >search:search (everybody else)
search:seen                       POST    in       in      204      204       204      204        204
search:not_interested             GET     in       in      200      200       200      200        200
search:not_interested             POST    in       in      404      404       404      404        404
search:not_interested             DELETE  in       in      404      404       404      404        404
people:about                      GET     in       in      200      200       200      200        200
people:follow                     POST    in       in      >person  >person   404      >person    >person
people:follow                     DELETE  in       in      >person  >person   404      >person    >person
people:followers                  GET     in       in      200      200       200      200        200
people:following                  GET     in       in      200      200       200      200        200
people:follower                   POST    in       in      404      404       >people:followers 404 404
people:follower                   DELETE  in       in      404      404       >people:followers 404 404
people:block                      POST    in       in      >person  >person   404      >person    >person
people:block                      DELETE  in       in      >person  >person   404      >person    >person
people:settings                   GET     in       in      >people:edit_profile (everybody else)
people:edit_profile               GET     in       in      200      200       200      200        200
people:edit_profile               POST    in       in      >self    >self     >self    >self      >self
people:edit_profile_part          GET     in       in      200      200       200      200        200
people:edit_profile_part          POST    in       in      >people:about (everybody else)
people:privacy                    GET     in       in      200      200       200      200        200
people:privacy                    POST    in       in      >self    >self     >self    >self      >self
people:follow_requests            GET     in       in      200      200       200      200        200
people:follow_request             POST    in       in      >people:follow_requests (everybody else)
people:follow_request             DELETE  in       in      >people:follow_requests (everybody else)

notifications:notifications       GET     in       in      200      200       200      200        200
notifications:newer               GET     in       in      200      200       200      200        200
notifications:bell                GET     in       in      200      200       200      200        200
notifications:read                POST    in       in      >notifications:notifications (everybody else)
notifications:read_row            POST    in       in      404      404       >notifications:notifications 404 404
notifications:settings            GET     in       in      200      200       200      200        200
notifications:settings            POST    in       in      >self    >self     >self    >self      >self
notifications:mute oak            GET     in       in      200 (everybody else)
notifications:mute letter         GET     in       in      200      404       200      404        404
notifications:mute kiln           GET     in       in      200      404       200      404        404
notifications:mute talk           GET     in       in      200      404       200      404        404
notifications:mute oak            POST    in       in      >posts:post (everybody else)
notifications:mute letter         POST    in       in      >posts:post 404       >posts:post 404        404
notifications:mute kiln           POST    in       in      >rooms:room 404       >rooms:room 404        404
notifications:mute talk           POST    in       in      >rooms:room 404       >rooms:room 404        404
notifications:mute oak            DELETE  in       in      >posts:post (everybody else)
notifications:mute letter         DELETE  in       in      >posts:post 404       >posts:post 404        404
notifications:mute kiln           DELETE  in       in      >rooms:room 404       >rooms:room 404        404
notifications:mute talk           DELETE  in       in      >rooms:room 404       >rooms:room 404        404
notifications:unsubscribe         GET     200      200     200      200       200      200        200
notifications:unsubscribe         POST    200      200     200      200       200      200        200
notifications:subscriptions       GET     in       in      200      200       200      200        200
notifications:subscriptions       POST    in       in      422      422       422      422        422
notifications:subscriptions       DELETE  in       in      204      204       204      204        204
notifications:service_worker      GET     200 (everybody)
notifications:announcement        GET     in       in      200      200       200      200        200

front_page                        GET     200 (everybody)
posts:feed                        GET     200 (everybody)
posts:new                         GET     in       in      200      200       200      200        200
posts:new                         POST    in       in      422      422       422      422        422
posts:draft oak                   GET     in       in      404      404       200      404        404
posts:draft oak                   POST    in       in      404      404       >posts:new 404      404
posts:post oak                    GET     in       in      200      200       200      200        200
posts:post letter                 GET     in       in      200      404       200      404        404
posts:post oak                    POST    in       in      404      404       >people:profile 404 404
posts:post letter                 POST    in       in      404      404       >people:profile 404 404
posts:post oak                    DELETE  in       in      404      404       >people:profile 404 404
posts:post letter                 DELETE  in       in      404      404       >people:profile 404 404
posts:edit oak                    GET     in       in      404      404       200      404        404
posts:edit letter                 GET     in       in      404      404       200      404        404
posts:edit oak                    POST    in       in      404      404       >posts:post 404     404
posts:edit letter                 POST    in       in      404      404       >posts:post 404     404
posts:archive oak                 POST    in       in      404      404       >posts:edit 404     404
posts:archive letter              POST    in       in      404      404       >posts:edit 404     404
posts:archive oak                 DELETE  in       in      404      404       >posts:edit 404     404
posts:archive letter              DELETE  in       in      404      404       >posts:edit 404     404
posts:former oak                  GET     in       in      404      404       200      404        404
posts:former letter               GET     in       in      404      404       200      404        404
posts:like oak                    POST    in       in      >posts:post (everybody else)
posts:like letter                 POST    in       in      >posts:post 404    >posts:post 404     404
posts:like oak                    DELETE  in       in      >posts:post (everybody else)
posts:like letter                 DELETE  in       in      >posts:post 404    >posts:post 404     404
posts:current_marks               GET     in       in      200      200       200      200        200
posts:likes oak                   GET     in       in      200      200       200      200        200
posts:likes letter                GET     in       in      200      404       200      404        404
posts:save oak                    POST    in       in      >posts:post (everybody else)
posts:save letter                 POST    in       in      >posts:post 404    >posts:post 404     404
posts:save oak                    DELETE  in       in      >posts:post (everybody else)
posts:save letter                 DELETE  in       in      >posts:post 404    >posts:post 404     404
posts:comments oak                GET     in       in      >posts:post (everybody else)
posts:comments letter             GET     in       in      >posts:post 404    >posts:post 404     404
posts:comments oak                POST    in       in      >posts:post (everybody else)
posts:comments letter             POST    in       in      >posts:post 404    >posts:post 404     404
posts:comment oak                 GET     in       in      >posts:post (everybody else)
posts:comment letter              GET     in       in      >posts:post 404    >posts:post 404     404
posts:comment oak                 POST    in       in      >posts:post 404    >posts:post 404     404
posts:comment letter              POST    in       in      >posts:post 404    >posts:post 404     404
posts:comment oak                 DELETE  in       in      >posts:post 404    >posts:post 404     404
posts:comment letter              DELETE  in       in      >posts:post 404    >posts:post 404     404
posts:comment_like oak            POST    in       in      >posts:post (everybody else)
posts:comment_like letter         POST    in       in      >posts:post 404    >posts:post 404     404
posts:comment_like oak            DELETE  in       in      >posts:post (everybody else)
posts:comment_like letter         DELETE  in       in      >posts:post 404    >posts:post 404     404
posts:saved                       GET     in       in      200      200       200      200        200
posts:archived                    GET     in       in      200      200       200      200        200
posts:photos                      GET     in       in      200      200       200      200        200
posts:tagged_by                   GET     in       in      200      200       200      200        200
posts:photos_feed                 GET     404 (everybody)
posts:tag_feed                    GET     404 (everybody)
posts:follow_tag                  POST    in       in      >tags:tag (everybody else)
posts:follow_tag                  DELETE  in       in      >tags:tag (everybody else)

rooms:front_door                  GET     200 (everybody)
rooms:rooms                       GET     in       in      200      200       200      200        200
rooms:new                         GET     in       in      200      200       200      200        200
rooms:new                         POST    in       in      >rooms:room (everybody else)
rooms:personal                    GET     in       in      >rooms:room (everybody else)
rooms:room studio                 GET     in       200     200      200       200      200        200
rooms:room kiln                   GET     in       in      200      404       200      404        404
rooms:messages studio             GET     in       200     200      200       200      200        200
rooms:messages kiln               GET     in       in      200      404       200      404        404
rooms:messages studio             POST    in       >rooms:room >rooms:room (everybody else)
rooms:messages kiln               POST    in       in      >rooms:room 404    >rooms:room 404     404
rooms:text studio                 GET     404      404     404      404       404      404        404
rooms:feed studio                 GET     404      404     404      404       404      404        404
rooms:day studio                  GET     404      404     404      404       404      404        404
rooms:text kiln                   GET     404      404     404      404       404      404        404
rooms:feed kiln                   GET     404      404     404      404       404      404        404
rooms:day kiln                    GET     404      404     404      404       404      404        404
rooms:robots                      GET     200      200     200      200       200      200        200
rooms:sitemap                     GET     200      200     200      200       200      200        200
rooms:search studio               GET     in       200     200      200       200      200        200
rooms:search kiln                 GET     in       in      200      404       200      404        404
rooms:message studio              GET     in       200     200      200       200      200        200
rooms:message kiln                GET     in       in      200      404       200      404        404
rooms:concerns                    GET     in       in      >notifications:notifications (everybody else)
rooms:side                        GET     in       in      200      200       200      200        200
rooms:head studio                 GET     in       200     200      200       200      200        200
rooms:head kiln                   GET     in       in      200      404       200      404        404
rooms:draft studio                GET     in       200     200      200       200      200        200
rooms:draft kiln                  GET     in       in      200      404       200      404        404
rooms:draft studio                POST    in       204     204      204       204      204        204
rooms:draft kiln                  POST    in       in      204      404       204      404        404
rooms:names studio                GET     in       200     200      200       200      200        200
rooms:names kiln                  GET     in       in      200      404       200      404        404
rooms:preview studio              POST    in       200     200      200       200      200        200
rooms:preview kiln                POST    in       in      200      404       200      404        404
rooms:message studio              POST    in       404     404      404       >rooms:room >rooms:room >rooms:room
rooms:message kiln                POST    in       in      404      404       >rooms:room 404     404
rooms:message studio              DELETE  in       404     404      404       >rooms:room >rooms:room >rooms:room
rooms:message kiln                DELETE  in       in      404      404       >rooms:room 404     404
rooms:edit studio                 GET     in       404     404      404       200      404        404
rooms:edit studio                 POST    in       404     404      404       >rooms:message 404  404
rooms:edit kiln                   GET     in       in      404      404       200      404        404
rooms:edit kiln                   POST    in       in      404      404       >rooms:message 404  404
rooms:earlier studio              GET     in       in      404      404       200      200        200
rooms:earlier kiln                GET     in       in      404      404       200      404        404
rooms:reactions studio            POST    in       >rooms:message >rooms:message (everybody else)
rooms:reactions kiln              POST    in       in      >rooms:message 404 >rooms:message 404  404
rooms:reactions studio            DELETE  in       >rooms:message >rooms:message (everybody else)
rooms:reactions kiln              DELETE  in       in      >rooms:message 404 >rooms:message 404  404
rooms:membership studio           POST    in       in      >rooms:room (everybody else)
rooms:membership kiln             POST    in       in      >rooms:room 404    >rooms:room 404     404
rooms:membership studio           DELETE  in       in      >rooms:room (everybody else)
rooms:membership kiln             DELETE  in       in      >rooms:rooms 404   >rooms:room 404     404
rooms:read studio                 POST    in       >rooms:rooms >rooms:rooms (everybody else)
rooms:read kiln                   POST    in       in      >rooms:rooms 404   >rooms:rooms 404    404
rooms:here studio                 GET     in       200     200      200       200      200        200
rooms:here kiln                   GET     in       in      200      404       200      404        404
rooms:typing studio               POST    in       204     204      204       204      204        204
rooms:typing kiln                 POST    in       in      204      404       204      404        404
rooms:people studio               GET     in       in      200      200       200      200        200
rooms:people kiln                 GET     in       in      200      404       200      404        404
rooms:people studio               POST    in       in      404      404       >self    404        >self
rooms:people kiln                 POST    in       in      404      404       >self    404        404
rooms:person studio               POST    in       in      404      404       >rooms:people 404   >rooms:people
rooms:person kiln                 POST    in       in      404      404       >rooms:people 404   404
rooms:person studio               DELETE  in       in      404      404       >rooms:people 404   >rooms:people
rooms:person kiln                 DELETE  in       in      404      404       >rooms:people 404   404
rooms:settings studio             GET     in       in      404      404       200      404        200
rooms:settings kiln               GET     in       in      404      404       200      404        404
rooms:settings studio             POST    in       in      404      404       >self    404        >self
rooms:settings kiln               POST    in       in      404      404       >self    404        404
rooms:owner studio                POST    in       in      404      404       >rooms:room 404     >rooms:room
rooms:owner kiln                  POST    in       in      404      404       >rooms:room 404     404
rooms:archive studio              POST    in       in      404      404       >rooms:settings 404 >rooms:settings
rooms:archive kiln                POST    in       in      404      404       >rooms:settings 404 404
rooms:archive studio              DELETE  in       in      404      404       >rooms:settings 404 >rooms:settings
rooms:archive kiln                DELETE  in       in      404      404       >rooms:settings 404 404
rooms:delete studio               GET     in       in      404      404       200      404        200
rooms:delete kiln                 GET     in       in      404      404       200      404        404
rooms:delete studio               POST    in       in      404      404       >rooms:rooms 404    >rooms:rooms
rooms:delete kiln                 POST    in       in      404      404       422      404        404
rooms:files studio                GET     in       200     200      200       200      200        200
rooms:files kiln                  GET     in       in      200      404       200      404        404
rooms:file studio                 GET     in       200     200      200       200      200        200
rooms:file kiln                   GET     in       in      200      404       200      404        404
rooms:small_file studio           GET     in       200     200      200       200      200        200
rooms:small_file kiln             GET     in       in      200      404       200      404        404
short:short_address studio        GET     in       >rooms:room >rooms:room (everybody else)
short:short_address kiln          GET     in       in      >rooms:room 404    >rooms:room 404     404

tags:tags                         GET     in       in      200      200       200      200        200
tags:tag                          GET     in       in      200      200       200      200        200

projects:projects                 GET     in       in      200      200      200      200      200
projects:new                      GET     in       in      200      200      200      200      200
projects:new                      POST    in       in      422      422      422      422      422
projects:project cart             GET     in       in      200      200      200      200      200
projects:project plan             GET     in       in      200      404      200      404      404
projects:edit cart                GET     in       in      404      404      200      404      404
projects:edit cart                POST    in       in      404      404      >there   404      404
projects:edit plan                GET     in       in      404      404      200      404      404
projects:edit plan                POST    in       in      404      404      >there   404      404
projects:delete cart              GET     in       in      404      404      200      404      404
projects:delete cart              POST    in       in      404      404      >projects:projects 404      404
projects:delete plan              GET     in       in      404      404      200      404      404
projects:delete plan              POST    in       in      404      404      >projects:projects 404      404
projects:like cart                POST    in       in      >there   (everybody else)
projects:like plan                POST    in       in      >there   404      >there   404      404
projects:like cart                DELETE  in       in      >there   (everybody else)
projects:like plan                DELETE  in       in      >there   404      >there   404      404
projects:likes cart               GET     in       in      200      200      200      200      200
projects:likes plan               GET     in       in      200      404      200      404      404
projects:save cart                POST    in       in      >there   (everybody else)
projects:save plan                POST    in       in      >there   404      >there   404      404
projects:save cart                DELETE  in       in      >there   (everybody else)
projects:save plan                DELETE  in       in      >there   404      >there   404      404
projects:comments cart            GET     in       in      >there   (everybody else)
projects:comments plan            GET     in       in      >there   404      >there   404      404
projects:comments cart            POST    in       in      >there   (everybody else)
projects:comments plan            POST    in       in      >there   404      >there   404      404
projects:collaborators cart       GET     in       in      404      404      200      404      404
projects:collaborators plan       GET     in       in      404      404      200      404      404
projects:collaborators cart       POST    in       in      404      404      >self    404      404
projects:collaborators plan       POST    in       in      404      404      >self    404      404
projects:collaborator cart        POST    in       in      >there   404      >projects:collaborators 404      404
projects:collaborator plan        POST    in       in      >there   404      >projects:collaborators 404      404
projects:collaborator cart        DELETE  in       in      >there   404      >projects:collaborators 404      404
projects:collaborator plan        DELETE  in       in      >there   404      >projects:collaborators 404      404
projects:invitation cart          POST    in       in      >there   404      404      404      404
projects:invitation plan          POST    in       in      >there   404      404      404      404
projects:invitation cart          DELETE  in       in      >there   404      404      404      404
projects:invitation plan          DELETE  in       in      >there   404      404      404      404
projects:owner cart               GET     in       in      404      404      200      404      404
projects:owner plan               GET     in       in      404      404      200      404      404
projects:owner cart               POST    in       in      404      404      422      404      404
projects:owner plan               POST    in       in      404      404      422      404      404
projects:of_profile               GET     in       in      200      200       200      200        200
projects:reviews_of_profile       GET     in       in      200      200       200      200        200
projects:endorsements             GET     in       in      200      200       200      200        200
projects:endorsements             POST    in       in      >self    >self     422      >self      >self
projects:endorsements             DELETE  in       in      >self (everybody else)
projects:hidden_endorsement       POST    in       in      404      404       >projects:endorsements 404 404
projects:hidden_endorsement       DELETE  in       in      404      404       >projects:endorsements 404 404
projects:reviews cart             GET     in       in      >there   (everybody else)
projects:reviews plan             GET     in       in      >there   404      >there   404      404
projects:reviews cart             POST    in       in      409      >there   403      >there   >there
projects:reviews plan             POST    in       in      409      404      403      404      404
projects:review cart              GET     in       in      >there   (everybody else)
projects:review plan              GET     in       in      >there   404      >there   404      404
projects:review cart              POST    in       in      >there   404      404      404      404
projects:review plan              POST    in       in      >there   404      404      404      404
projects:review cart              DELETE  in       in      >there   404      404      404      404
projects:review plan              DELETE  in       in      >there   404      404      404      404
projects:edit_review cart         GET     in       in      200      404      404      404      404
projects:edit_review plan         GET     in       in      200      404      404      404      404
projects:edit_review cart         POST    in       in      >there   404      404      404      404
projects:edit_review plan         POST    in       in      >there   404      404      404      404
projects:answer cart              GET     in       in      404      404      200      404      404
projects:answer plan              GET     in       in      404      404      200      404      404
projects:answer cart              POST    in       in      404      404      >there   404      404
projects:answer plan              POST    in       in      404      404      >there   404      404
projects:answer cart              DELETE  in       in      404      404      >there   404      404
projects:answer plan              DELETE  in       in      404      404      >there   404      404

weeks:weeks                       GET     in       in      200      200       200      200        200
weeks:week                        GET     in       in      200      200       200      200        200

api:token                         POST    422 (everybody)
api:token_refresh                 POST    422 (everybody)
api:token_revoke                  POST    422 (everybody)
api:me                            GET     401      401     200      200       200      200        200
api:me                            PATCH   401      401     200      200       200      200        200
api:people                        GET     401      401     200      200       200      200        200
api:person                        GET     401      401     200      200       200      200        200
api:follow                        PUT     401      401     200      200       404      200        200
api:follow                        DELETE  401      401     204      204       404      204        204
api:followers                     GET     401      401     200      200       200      200        200
api:following                     GET     401      401     200      200       200      200        200
api:follower                      DELETE  401      401     404      204       204      204        204
api:follow_requests               GET     401      401     200      200       200      200        200
api:follow_request                PUT     401      401     204      204       204      204        204
api:follow_request                DELETE  401      401     204      204       204      204        204
api:block                         PUT     401      401     204      204       404      204        204
api:block                         DELETE  401      401     204      204       404      204        204
api:blocks                        GET     401      401     200      200       200      200        200
api:tags                          GET     401      401     200      200       200      200        200
api:tag                           GET     401      401     200      200       200      200        200
api:tag_follow                    PUT     401      401     200      200       200      200        200
api:tag_follow                    DELETE  401      401     204      204       204      204        204
api:posts                         GET     401      401      200      200      200      200      200
api:posts                         POST    401      401      422      422      422      422      422
api:post oak                      GET     401      401      200      200      200      200      200
api:post letter                   GET     401      401      200      404      200      404      404
api:post oak                      PATCH   401      401      404      404      200      404      404
api:post oak                      DELETE  401      401      404      404      204      404      404
api:post letter                   PATCH   401      401      404      404      200      404      404
api:post letter                   DELETE  401      401      404      404      204      404      404
api:post_archive                  PUT     401      401      404      404      200      404      404
api:post_archive                  DELETE  401      401      404      404      204      404      404
api:post_like oak                 PUT     401      401      200      200      200      200      200
api:post_like oak                 DELETE  401      401      204      204      204      204      204
api:post_like letter              PUT     401      401      200      404      200      404      404
api:post_like letter              DELETE  401      401      204      404      204      404      404
api:post_save oak                 PUT     401      401      200      200      200      200      200
api:post_save oak                 DELETE  401      401      204      204      204      204      204
api:post_save letter              PUT     401      401      200      404      200      404      404
api:post_save letter              DELETE  401      401      204      404      204      404      404
api:post_likes oak                GET     401      401      200      200      200      200      200
api:post_comments oak             GET     401      401      200      200      200      200      200
api:post_comments oak             POST    401      401      201      201      201      201      201
api:comment oak                   GET     401      401      200      200      200      200      200
api:comment_like oak              PUT     401      401      200      200      200      200      200
api:comment_like oak              DELETE  401      401      204      204      204      204      204
api:post_likes letter             GET     401      401      200      404      200      404      404
api:post_comments letter          GET     401      401      200      404      200      404      404
api:post_comments letter          POST    401      401      201      404      201      404      404
api:comment letter                GET     401      401      200      404      200      404      404
api:comment_like letter           PUT     401      401      200      404      200      404      404
api:comment_like letter           DELETE  401      401      204      404      204      404      404
api:comment                       DELETE  401      401      204      404      204      404      404
api:feed                          GET     401      401      200      200      200      200      200
api:archived                      GET     401      401      200      200      200      200      200
api:scheduled_posts               GET     401      401      200      200      200      200      200
api:scheduled_post                GET     401      401      404      404      200      404      404
api:scheduled_post                PATCH   401      401      404      404      200      404      404
api:scheduled_post                DELETE  401      401      404      404      204      404      404
api:search                        GET     401      401      200      200      200      200      200
api:saved                         GET     401      401      200      200      200      200      200
api:discover                      GET     401      401      200      200      200      200      200
api:seen                          POST    401      401      204      204      204      204      204
api:not_interested_list           GET     401      401      200      200      200      200      200
api:not_interested oak            PUT     401      401      204      204      404      204      204
api:not_interested oak            DELETE  401      401      204      204      404      204      204
api:not_interested letter         PUT     401      401      204      404      404      404      404
api:not_interested letter         DELETE  401      401      204      404      404      404      404
api:projects                      GET     401      401      200      200      200      200      200
api:projects                      POST    401      401      201      201      201      201      201
api:project cart                  GET     401      401      200      200      200      200      200
api:project cart                  PATCH   401      401      404      404      200      404      404
api:project cart                  DELETE  401      401      404      404      204      404      404
api:project plan                  GET     401      401      200      404      200      404      404
api:project plan                  PATCH   401      401      404      404      200      404      404
api:project plan                  DELETE  401      401      404      404      204      404      404
api:project_publication           PUT     401      401      404      404      409      404      404
api:project_photos                POST    401      401      404      404      422      404      404
api:project_photos                PUT     401      401      404      404      422      404      404
api:post_photos                   POST    401      401      404      404      422      404      404
api:post_photos                   PUT     401      401      404      404      422      404      404
api:post_photo                    DELETE  401      401      404      404      204      404      404
api:project_photo                 DELETE  401      401      404      404      204      404      404
api:project_collaborators cart    GET     401      401      404      404      200      404      404
api:project_collaborators plan    GET     401      401      404      404      200      404      404
api:project_collaborators cart    POST    401      401      404      404      201      404      404
api:project_collaborators plan    POST    401      401      404      404      201      404      404
api:project_collaborator cart     GET     401      401      200      404      200      404      404
api:project_collaborator plan     GET     401      401      200      404      200      404      404
api:project_collaborator cart     DELETE  401      401      204      404      204      404      404
api:project_collaborator plan     DELETE  401      401      204      404      204      404      404
api:project_invitation cart       PUT     401      401      200      404      404      404      404
api:project_invitation plan       PUT     401      401      200      404      404      404      404
api:project_invitation cart       DELETE  401      401      204      204      204      204      204
api:project_invitation plan       DELETE  401      401      204      404      204      404      404
api:project_owner cart            PUT     401      401      404      404      422      404      404
api:project_owner plan            PUT     401      401      404      404      422      404      404
api:project_like cart             PUT     401      401      200      200      200      200      200
api:project_like cart             DELETE  401      401      204      204      204      204      204
api:project_save cart             PUT     401      401      200      200      200      200      200
api:project_save cart             DELETE  401      401      204      204      204      204      204
api:project_likes cart            GET     401      401      200      200      200      200      200
api:project_comments cart         GET     401      401      200      200      200      200      200
api:project_comments cart         POST    401      401      201      201      201      201      201
api:project_reviews cart          GET     401      401      200      200      200      200      200
api:review cart                   GET     401      401      200      200      200      200      200
api:project_like plan             PUT     401      401      200      404      200      404      404
api:project_like plan             DELETE  401      401      204      404      204      404      404
api:project_save plan             PUT     401      401      200      404      200      404      404
api:project_save plan             DELETE  401      401      204      404      204      404      404
api:project_likes plan            GET     401      401      200      404      200      404      404
api:project_comments plan         GET     401      401      200      404      200      404      404
api:project_comments plan         POST    401      401      201      404      201      404      404
api:project_reviews plan          GET     401      401      200      404      200      404      404
api:review plan                   GET     401      401      200      404      200      404      404
api:project_reviews cart          POST    401      401      409      201      403      201      201
api:project_reviews plan          POST    401      401      409      404      403      404      404
api:review cart                   PATCH   401      401      200      404      404      404      404
api:review cart                   DELETE  401      401      204      404      404      404      404
api:review plan                   PATCH   401      401      200      404      404      404      404
api:review plan                   DELETE  401      401      204      404      404      404      404
api:review_answer                 PUT     401      401      404      404      422      404      404
api:review_answer                 DELETE  401      401      404      404      204      404      404
api:person_projects               GET     401      401      200      200      200      200      200
api:person_reviews                GET     401      401      200      200      200      200      200
api:endorsements                  GET     401      401      200      200      200      200      200
api:endorsement                   PUT     401      401      204      204      409      204      204
api:endorsement                   DELETE  401      401      204      204      204      204      204
api:hidden_endorsement            PUT     401      401      404      404      204      404      404
api:hidden_endorsement            DELETE  401      401      404      404      204      404      404
api:rooms                     GET     401      401     200      200      200      200      200
api:rooms                     POST    401      401     201      201      201      201      201
api:room studio               GET     401      401     200      200      200      200      200
api:room kiln                 GET     401      401     200      404      200      404      404
api:room talk                 GET     401      401     200      404      200      404      404
api:room studio               PATCH   401      401     404      404      200      404      200
api:room kiln                 PATCH   401      401     404      404      200      404      404
api:room talk                 PATCH   401      401     404      404      404      404      404
api:room studio               DELETE  401      401     404      404      204      404      204
api:room kiln                 DELETE  401      401     404      404      204      404      404
api:room talk                 DELETE  401      401     404      404      404      404      404
api:room_archive studio       PUT     401      401     404      404      200      404      200
api:room_archive kiln         PUT     401      401     404      404      200      404      404
api:room_archive talk         PUT     401      401     404      404      404      404      404
api:room_archive studio       DELETE  401      401     404      404      204      404      204
api:room_archive kiln         DELETE  401      401     404      404      204      404      404
api:room_archive talk         DELETE  401      401     404      404      404      404      404
api:room_owner studio         PUT     401      401     404      404      422      404      422
api:room_owner kiln           PUT     401      401     404      404      422      404      404
api:room_owner talk           PUT     401      401     404      404      404      404      404
api:room_members studio       GET     401      401     200      200      200      200      200
api:room_members kiln         GET     401      401     200      404      200      404      404
api:room_members talk         GET     401      401     200      404      200      404      404
api:room_members studio       POST    401      401     404      404      201      404      201
api:room_members kiln         POST    401      401     404      404      201      404      404
api:room_members talk         POST    401      401     404      404      404      404      404
api:room_member studio        GET     401      401     200      200      200      200      200
api:room_member kiln          GET     401      401     200      404      200      404      404
api:room_member talk          GET     401      401     200      404      200      404      404
api:room_member studio        DELETE  401      401     404      404      204      404      204
api:room_member kiln          DELETE  401      401     404      404      204      404      404
api:room_member talk          DELETE  401      401     404      404      404      404      404
api:room_membership studio    PUT     401      401     200      200      200      200      200
api:room_membership kiln      PUT     401      401     200      404      200      404      404
api:room_membership talk      PUT     401      401     200      404      200      404      404
api:room_membership studio    DELETE  401      401     204      204      409      204      204
api:room_membership kiln      DELETE  401      401     204      404      409      404      404
api:room_membership talk      DELETE  401      401     404      404      404      404      404
api:room_read studio          PUT     401      401     204      204      204      204      204
api:room_read kiln            PUT     401      401     204      404      204      404      404
api:room_read talk            PUT     401      401     204      404      204      404      404
api:room_messages studio      GET     401      401     200      200      200      200      200
api:room_messages kiln        GET     401      401     200      404      200      404      404
api:room_messages talk        GET     401      401     200      404      200      404      404
api:room_messages studio      POST    401      401     201      201      201      201      201
api:room_messages kiln        POST    401      401     201      404      201      404      404
api:room_messages talk        POST    401      401     201      404      201      404      404
api:message studio            GET     401      401     200      200      200      200      200
api:message kiln              GET     401      401     200      404      200      404      404
api:message talk              GET     401      401     200      404      200      404      404
api:message studio            PATCH   401      401     404      404      422      404      404
api:message kiln              PATCH   401      401     404      404      422      404      404
api:message talk              PATCH   401      401     404      404      422      404      404
api:message studio            DELETE  401      401     404      404      204      204      204
api:message kiln              DELETE  401      401     404      404      204      404      404
api:message talk              DELETE  401      401     404      404      204      404      404
api:reaction studio           PUT     401      401     200      200      200      200      200
api:reaction kiln             PUT     401      401     200      404      200      404      404
api:reaction talk             PUT     401      401     200      404      200      404      404
api:reaction studio           DELETE  401      401     204      204      204      204      204
api:reaction kiln             DELETE  401      401     204      404      204      404      404
api:reaction talk             DELETE  401      401     204      404      204      404      404
api:attachments studio        GET     401      401     200      200      200      200      200
api:attachments kiln          GET     401      401     200      404      200      404      404
api:attachments talk          GET     401      401     200      404      200      404      404
api:attachment studio         GET     401      401     200      200      200      200      200
api:attachment kiln           GET     401      401     200      404      200      404      404
api:attachment talk           GET     401      401     200      404      200      404      404
api:room_typing studio        POST    401      401     204      204      204      204      204
api:room_typing kiln          POST    401      401     204      404      204      404      404
api:room_typing talk          POST    401      401     204      404      204      404      404
api:room_search studio        GET     401      401     200      200      200      200      200
api:room_search kiln          GET     401      401     200      404      200      404      404
api:room_search talk          GET     401      401     200      404      200      404      404
api:admission studio          PUT     401      401     404      404      404      404      404
api:admission kiln            PUT     401      401     404      404      404      404      404
api:admission talk            PUT     401      401     200      404      200      404      404
api:admission studio          DELETE  401      401     404      404      404      404      404
api:admission kiln            DELETE  401      401     404      404      404      404      404
api:admission talk            DELETE  401      401     204      404      204      404      404
api:direct                    GET     401      401     200      200      200      200      200
api:direct                    POST    401      401     200      201      422      201      201
api:notifications             GET     401      401     200      200      200      200      200
api:notifications_read        PUT     401      401     422      422      422      422      422
api:notification_read         PUT     401      401     404      404      200      404      404
api:notification_settings     GET     401      401     200      200      200      200      200
api:notification_settings     PATCH   401      401     200      200      200      200      200
api:mutes                     GET     401      401     200      200      200      200      200
api:mute oak                  GET     401      401     404      404      404      404      404
api:mute kiln                 PUT     401      401     200      404      200      404      404
api:mute kiln                 DELETE  401      401     204      404      204      404      404
api:mute talk                 PUT     401      401     200      404      200      404      404
api:mute talk                 DELETE  401      401     204      404      204      404      404
api:mute letter               PUT     401      401     200      404      200      404      404
api:mute letter               DELETE  401      401     204      404      204      404      404
api:mute oak                  PUT     401      401     200      200      200      200      200
api:mute oak                  DELETE  401      401     204      204      204      204      204
api:schema                        GET     200 (everybody)
api:docs                          GET     200 (everybody)
api:tokens_page                   GET     in       in      200      200       200      200        200
api:tokens_page                   POST    in       in      again    again     again    again      again
api:token_page                    POST    in       in      404      404       >api:tokens_page 404 404
api:token_page                    DELETE  in       in      404      404       >api:tokens_page 404 404
api:login_page                    POST    in       in      404      404       >api:tokens_page 404 404
api:login_page                    DELETE  in       in      404      404       >api:tokens_page 404 404

bots:hook                         POST    201 (everybody)
bots:bots                         GET     in       in      200      200       200      200        200
bots:bots                         POST    in       in      >bots:bot (everybody else)
bots:bot                          GET     in       in      404      404       200      404        404
bots:bot                          POST    in       in      404      404       >self    404        404
bots:bot                          DELETE  in       in      404      404       >bots:bots 404      404
bots:token                        POST    in       in      404      404       >bots:bot 404       404
bots:token                        DELETE  in       in      404      404       >bots:bot 404       404
bots:incoming                     POST    in       in      404      404       >bots:bot 404       404
bots:incoming                     DELETE  in       in      404      404       >bots:bot 404       404
bots:outgoing                     POST    in       in      404      404       >bots:bot 404       404
bots:outgoing                     DELETE  in       in      404      404       >bots:bot 404       404
bots:deliveries                   GET     in       in      404      404       200      404        404
bots:delivery                     POST    in       in      404      404       >bots:bot 404       404

account_login                     GET     200      200     >home    >home     >home    >home      >home
account_login                     POST    422      422     >home    >home     >home    >home      >home
account_logout                    GET     >home    >home   200      200       200      200        200
account_logout                    POST    >home    >home   >home    >home     >home    >home      >home
account_inactive                  GET     200      200     200      200       200      200        200
account_signup                    GET     200      200     >home    >home     >home    >home      >home
account_signup                    POST    422      422     >home    >home     >home    >home      >home
account_reauthenticate            GET     in       in      200      200       200      200        200
account_reauthenticate            POST    in       in      422      422       422      422        422
account_email                     GET     in       in      200      200       200      200        200
account_email                     POST    in       in      >self    >self     >self    >self      >self
account_email_verification_sent   GET     200      200     200      200       200      200        200
account_change_password           GET     in       in      200      200       200      200        200
account_change_password           POST    in       in      422      422       422      422        422
account_set_password              GET     in       in      >account_change_password (everybody else)
account_set_password              POST    in       in      >account_change_password (everybody else)
account_reset_password            GET     200      200     200      200       200      200        200
account_reset_password            POST    422      422     422      422       422      422        422
account_confirm_login_code        GET     in       in      >home    >home     >home    >home      >home
account_confirm_login_code        POST    in       in      >home    >home     >home    >home      >home
account_confirm_email             GET     200      200     200      200       200      200        200
account_confirm_email             POST    404      404     404      404       404      404        404
account_reset_password_done       GET     200      200     200      200       200      200        200
account_reset_password_from_key   GET     200      200     200      200       200      200        200
account_reset_password_from_key   POST    422      422     422      422       422      422        422
account_reset_password_from_key_done GET  200      200     200      200       200      200        200

usersessions_list                 GET     in       in      200      200       200      200        200
usersessions_list                 POST    in       in      >self    >self     >self    >self      >self
mfa_index                         GET     in       in      200      200       200      200        200
mfa_authenticate                  GET     in       in      >home    >home     >home    >home      >home
mfa_authenticate                  POST    in       in      >home    >home     >home    >home      >home
mfa_reauthenticate                GET     in       in      again    again     again    again      again
mfa_reauthenticate                POST    in       in      again    again     again    again      again
mfa_activate_totp                 GET     in       in      again    again     again    again      again
mfa_activate_totp                 POST    in       in      again    again     again    again      again
mfa_deactivate_totp               GET     in       in      404      404       404      404        404
mfa_deactivate_totp               POST    in       in      404      404       404      404        404
mfa_view_recovery_codes           GET     in       in      404      404       404      404        404
mfa_generate_recovery_codes       GET     in       in      again    again     again    again      again
mfa_generate_recovery_codes       POST    in       in      again    again     again    again      again
mfa_download_recovery_codes       GET     in       in      404      404       404      404        404
mfa_list_webauthn                 GET     in       in      200      200       200      200        200
mfa_add_webauthn                  GET     in       in      again    again     again    again      again
mfa_add_webauthn                  POST    in       in      again    again     again    again      again
mfa_reauthenticate_webauthn       GET     in       in      again    again     again    again      again
mfa_reauthenticate_webauthn       POST    in       in      again    again     again    again      again
mfa_remove_webauthn               GET     in       in      again    again     again    again      again
mfa_remove_webauthn               POST    in       in      again    again     again    again      again
mfa_edit_webauthn                 GET     in       in      again    again     again    again      again
mfa_edit_webauthn                 POST    in       in      again    again     again    again      again
mfa_login_webauthn                GET     in       in      >home    >home     >home    >home      >home
mfa_login_webauthn                POST    in       in      >home    >home     >home    >home      >home

rooms:room talk                   GET     404      404     >talk    404       >talk    404        404
rooms:messages talk               GET     404      404     200      404       200      404        404
rooms:messages talk               POST    404      404     >rooms:room 404       >rooms:room 404        404
rooms:text talk                   GET     404      404     404      404       404      404        404
rooms:feed talk                   GET     404      404     404      404       404      404        404
rooms:day talk                    GET     404      404     404      404       404      404        404
rooms:search talk                 GET     404      404     200      404       200      404        404
rooms:message talk                GET     404      404     200      404       200      404        404
rooms:head talk                   GET     404      404     200      404       200      404        404
rooms:draft talk                  GET     404      404     200      404       200      404        404
rooms:draft talk                  POST    404      404     204      404       204      404        404
rooms:names talk                  GET     404      404     200      404       200      404        404
rooms:preview talk                POST    404      404     200      404       200      404        404
rooms:message talk                POST    404      404     404      404       >rooms:room 404        404
rooms:message talk                DELETE  404      404     404      404       >rooms:room 404        404
rooms:edit talk                   GET     404      404     404      404       200      404        404
rooms:edit talk                   POST    404      404     404      404       >rooms:message 404        404
rooms:earlier talk                GET     404      404     404      404       404      404        404
rooms:reactions talk              POST    404      404     >rooms:message 404       >rooms:message 404        404
rooms:reactions talk              DELETE  404      404     >rooms:message 404       >rooms:message 404        404
rooms:membership talk             POST    404      404     >rooms:room 404       >rooms:room 404        404
rooms:membership talk             DELETE  404      404     404      404       404      404        404
rooms:read talk                   POST    404      404     >rooms:inbox 404       >rooms:inbox 404        404
rooms:here talk                   GET     404      404     200      404       200      404        404
rooms:typing talk                 POST    404      404     204      404       204      404        404
rooms:people talk                 GET     404      404     200      404       200      404        404
rooms:people talk                 POST    404      404     404      404       404      404        404
rooms:person talk                 POST    404      404     404      404       404      404        404
rooms:person talk                 DELETE  404      404     404      404       404      404        404
rooms:settings talk               GET     404      404     404      404       404      404        404
rooms:settings talk               POST    404      404     404      404       404      404        404
rooms:owner talk                  POST    404      404     404      404       404      404        404
rooms:archive talk                POST    404      404     404      404       404      404        404
rooms:archive talk                DELETE  404      404     404      404       404      404        404
rooms:delete talk                 GET     404      404     404      404       404      404        404
rooms:delete talk                 POST    404      404     404      404       404      404        404
rooms:files talk                  GET     404      404     200      404       200      404        404
rooms:file talk                   GET     404      404     200      404       200      404        404
rooms:small_file talk             GET     404      404     200      404       200      404        404
rooms:admission talk              POST    404      404     >rooms:room 404       >rooms:room 404        404
rooms:admission talk              DELETE  404      404     >rooms:inbox 404       >rooms:inbox 404        404
rooms:admission studio            POST    in       in      404      404       404      404        404
rooms:admission studio            DELETE  in       in      404      404       404      404        404
rooms:block talk                  POST    404      404     >rooms:room 404       >rooms:room 404        404
rooms:block studio                POST    in       in      404      404       404      404        404
rooms:seen talk                   GET     404      404     >rooms:room 404       >rooms:room 404        404
rooms:seen studio                 GET     in       in      404      404       404      404        404
rooms:guest studio                POST    in       >rooms:room (everybody else)
rooms:guest studio                DELETE  404      >home   404      404       404      404        404
rooms:guest kiln                  POST    in       in      404      404       404      404        404
rooms:guest kiln                  DELETE  404      404     404      404       404      404        404
rooms:guest talk                  POST    404      404     404      404       404      404        404
rooms:guest talk                  DELETE  404      404     404      404       404      404        404
rooms:guests studio               GET     in       in      404      404       200      200        200
rooms:guests studio               POST    in       in      404      404       >rooms:guests 404 >rooms:guests
rooms:guests studio               DELETE  in       in      404      404       >rooms:guests >rooms:guests >rooms:guests
rooms:guests kiln                 GET     in       in      404      404       404      404        404
rooms:guests kiln                 POST    in       in      404      404       404      404        404
rooms:guests kiln                 DELETE  in       in      404      404       404      404        404
rooms:guests talk                 GET     404      404     404      404       404      404        404
rooms:guests talk                 POST    404      404     404      404       404      404        404
rooms:guests talk                 DELETE  404      404     404      404       404      404        404
rooms:a_guest studio              POST    in       in      404      404       >rooms:guests >rooms:guests >rooms:guests
rooms:adopt studio                POST    in       in      404      404       404      404        404
rooms:share                       GET     in       in      200      200       200      200        200
rooms:share                       POST    in       in      422      422       422      422        422
rooms:inbox                       GET     in       in      200      200       200      200        200
rooms:begin                       GET     in       in      200      200       200      200        200
rooms:begin                       POST    in       in      >talk    >talk     422      >talk      >talk
rooms:conversation                GET     404      404     200      200       404      200        200
rooms:conversation                POST    404      404     >self    >self     404      >self      >self
"""

# What a visitor sees as the owner of the site has chosen.
VISITORS = """
name                        nothing  rooms    rooms-people

front_page                  200      200      200
posts:new                   in       in       in
posts:draft oak             in       in       in
posts:post oak              in       in       200
posts:post letter           in       in       in
posts:edit oak              in       in       in
posts:former oak            in       in       in
posts:likes oak             in       in       200
posts:likes letter          in       in       in
posts:comments oak          in       in       >posts:post
posts:comments letter       in       in       in
posts:comment oak           in       in       >posts:post
posts:comment letter        in       in       in
posts:saved                 in       in       in
posts:archived              in       in       in
posts:photos                in       in       200
posts:tagged_by             in       in       200
posts:photos_feed           404      404      200
posts:tag_feed              404      404      200
tags:tags                   in       in       200
tags:tag                    in       in       200
rooms:rooms                 in       200      200
rooms:room studio           in       200      200
rooms:room kiln             in       in       in
rooms:here studio           in       200      200
rooms:here kiln             in       in       in
rooms:head studio           in       200      200
rooms:head kiln             in       in       in
rooms:concerns              in       in       in
notifications:announcement  in       in       in
rooms:side                  in       in       in
rooms:messages studio       in       200      200
rooms:message studio        in       200      200
rooms:text studio           404      200      200
rooms:feed studio           404      200      200
rooms:day studio            404      200      200
rooms:text kiln             404      404      404
rooms:feed kiln             404      404      404
rooms:day kiln              404      404      404
rooms:robots                200      200      200
rooms:sitemap               200      200      200
rooms:search studio         in       200      200
rooms:search kiln           in       in       in
rooms:message kiln          in       in       in
rooms:files studio          in       200      200
rooms:files kiln            in       in       in
rooms:file studio           in       200      200
rooms:file kiln             in       in       in
rooms:small_file studio     in       200      200
rooms:small_file kiln       in       in       in
rooms:personal              in       in       in
rooms:new                   in       in       in
short:short_address studio  in       >rooms:room >rooms:room
short:short_address kiln    in       in       in
people:directory            in       in       200
search:help                 in       in       in
search:discover             in       in       200
search:search               in       200      200
search:quick                in       200      200
search:recent               in       in       in
search:not_interested       in       in       in
people:profile              in       in       200
people:about                in       in       200
people:followers            in       in       200
people:following            in       in       200
people:follow_requests      in       in       in
people:edit_profile         in       in       in
people:privacy              in       in       in
notifications:settings      in       in       in
notifications:mute oak      in       in       in
notifications:mute letter   in       in       in
weeks:weeks                 in       in       in
weeks:week                  in       in       in
"""

# The admin's pages. A model's pages follow from what a moderator's group may do and from what nobody may.
ADMIN = """
name                        method  visitor  member  moderator  admin

admin:index                 GET     in       403     200        200
admin:app_list              GET     in       403     200        200
admin:login                 GET     in       403     >admin:index >admin:index
admin:logout                POST    in       >admin:index 200    200
admin:password_change       GET     in       403     200        200
admin:password_change_done  GET     in       403     200        200
admin:jsi18n                GET     in       403     200        200
admin:autocomplete          GET     in       403     200        200
admin:view_on_site          GET     in       403     >rooms:room >rooms:room
admin:auth_user_password_change GET in       403     403        200
admin:search_discoversettings_candidates GET in 403  403        200
"""

MODERATORS_MAY = {
    "accounts_user": "view",
    "people_profile": "view",
    "rooms_room": "view",
    "rooms_message": "view change delete",
    "posts_post": "view delete",
    "posts_comment": "view delete",
}
NOBODY_MAY = {
    "accounts_formerusername": "add change",  # they come of renames
    "live_event": "add change",  # readers have seen what it says
    "live_presence": "add change",  # the servers keep it
    "tasks_queuedtask": "add change",  # what asks for work leaves it there
    "tasks_round": "add change delete",  # the workers keep them
    "tasks_livingworker": "add change delete",
    "rooms_attachment": "add change",  # files come with messages
    "rooms_mention": "add change",  # it follows from what a message says
    "rooms_removal": "add change",  # a message that is removed leaves it
    "rooms_guest": "add change",  # guests come by the door
    "rooms_draft": "add change",  # nobody has said it yet
    "rooms_revision": "add change",  # it is what was said
    "notifications_notification": "add change",  # they come of what people do
    "notifications_choice": "add change",  # people say themselves how they are told
    "notifications_mute": "add change",  # and of what they hear nothing
    "notifications_preferences": "add change delete",  # they come with people, and go with them
    "notifications_subscription": "add change",  # browsers are given by those who sit before them
    "people_profile": "add delete",  # it comes with its user, and goes with its user
    "people_follow": "add change",  # people say themselves whom they follow
    "people_followrequest": "add change",  # people ask and answer themselves
    "people_block": "add change",  # and from whom they keep away
    "tags_tagfollow": "add change",  # people say themselves which tags they follow
    "posts_post": "add change",  # whoever shows something writes it
    "posts_photo": "add change",  # photos come with posts
    "posts_comment": "add change",  # whoever says something writes it
    "posts_like": "add change",  # people say themselves what they like
    "posts_commentlike": "add change",
    "posts_tagging": "add change",  # it follows from what a caption says
    "posts_mention": "add change",
    "posts_draft": "add change",  # nobody has shown it yet
    "posts_revision": "add change",  # it is what was said
    "projects_endorsement": "add change",  # members endorse one another
    "projects_helpnotice": "add change",  # it says that someone was notified
    "weeks_week": "add change delete",  # it is made of what happened, and mailed
    "weeks_weekmail": "add change",  # it says that a mail was sent
    "api_accesstoken": "add change",  # people make their own
    "api_login": "add change",  # it comes of signing in
    "bots_bot": "add change",  # people make their own
    "bots_incomingwebhook": "add change",  # and what belongs to them
    "bots_outgoingwebhook": "add change",
    "bots_delivery": "add change",  # it was sent
    "accounts_sitesettings": "add delete",  # one row, which is there
    "search_discoversettings": "add delete",
}
MODEL_PAGES = {"changelist": "view", "history": "view", "change": "view", "add": "add", "delete": "delete"}

SHORT = {
    ">home": ">front_page",
    ">talk": ">rooms:conversation",
    ">signup": ">accounts:signup",
    ">person": ">people:profile",
    ">invitations": ">accounts:invitations",
    "again": ">account_reauthenticate",
    ">there": ">projects:project",
}
DATA = {
    "accounts:invitations": {"note": "For Dora", "uses_left": "1"},
    "accounts:appearance": {"scheme": "dark"},
    "notifications:mute": {"until": "hour"},
    "notifications:settings": {"digest": "never"},
    "people:edit_profile": {"name": "Somebody"},
    "posts:draft": {"body": "Ash", "audience": "everyone", "do": "save"},
    "posts:edit": {"body": "Ash", "audience": "everyone", "do": "save"},
    "posts:post": {"_method": "delete", "sure": "yes"},
    "projects:edit": {"title": "Cart", "body": "Three frames", "audience": "everyone", "do": "save"},
    "projects:comments": {"body": "Hello"},
    "projects:collaborators": {"username": "cleo"},
    "projects:collaborator": {"_method": "delete"},
    "projects:owner": {"username": "bob"},  # who has not accepted
    "projects:reviews": {"is_positive": "yes", "relation": "used", "body": "Fine"},
    "projects:review": {"_method": "delete"},
    "projects:edit_review": {"is_positive": "no", "relation": "used", "body": "Less fine"},
    "projects:answer": {"body": "Thank you"},
    "posts:comments": {"body": "Hello"},
    "posts:comment": {"_method": "delete"},
    "rooms:begin": {"with": "ada"},
    "rooms:guest": {"name": "Paula"},
    "rooms:a_guest": {"do": "mute"},
    "people:privacy": {"admits": "nobody"},
    "people:follower": {"_method": "delete"},
    "rooms:new": {"name": "Bikes", "kind": "open"},
    "rooms:messages": {"body": "Hello"},
    "rooms:draft": {"body": "Hel"},
    "rooms:preview": {"body": "Hello"},
    "rooms:message": {"_method": "delete"},
    "rooms:edit": {"body": "The second word."},
    "rooms:reactions": {"emoji": "👍"},
    "rooms:people": {"username": "cleo"},
    "rooms:settings": {"name": "Studio", "kind": "open"},
    "rooms:owner": {"username": "bob"},
    "api:post_comments": {"body": "Hello"},
    "api:projects": {"title": "Bench"},
    "api:project_comments": {"body": "Hello"},
    "api:project_collaborators": {"username": "cleo"},
    "api:project_reviews": {"recommends": "true", "relation": "used", "body": "Fine"},
    "api:rooms": {"name": "Bikes"},
    "api:room_members": {"username": "cleo"},
    "api:room_messages": {"body": "Hello"},
    "api:direct": {"usernames": "ada"},
    "api:token_page": {"_method": "delete"},
    "api:login_page": {"_method": "delete"},
    "bots:hook": {"text": "Hot"},
    "bots:bots": {"name": "Loom logger", "username": "loom.log"},
    "bots:bot": {"make": "name", "name-name": "Thermometer"},
    "bots:token": {"_method": "delete"},
    "bots:incoming": {"_method": "delete"},
    "bots:outgoing": {"do": "disable"},
    "rooms:delete": {"name": "Studio"},  # which is not the kiln's name
}

QUERIES = {
    "api:room_search": "?q=first",
    "rooms:share": "?path=/projects/1/",
    "admin:autocomplete": "?app_label=rooms&model_name=room&field_name=owner",
}


def lines(table, methods=True):
    """(name, thing, method, (outcome, …)) of every line; `(everybody else)` repeats the outcome before it."""
    head, *rows = (line for line in table.splitlines() if line)
    wide = len(head.split()) - (2 if methods else 1)
    for row in rows:
        row, repeats, _rest = row.partition("(everybody")
        name, *cells = row.split()
        thing = cells.pop(0) if cells[0] in THINGS else ""
        method = cells.pop(0) if methods else "GET"
        cells = [SHORT.get(cell, f">{name}" if cell == ">self" else cell) for cell in cells]
        if repeats:
            cells += cells[-1:] * (wide - len(cells))
        assert len(cells) == wide, f"{name} {method}: {len(cells)} outcomes for {wide} columns"
        yield name, thing, method, tuple(cells)


def group_of(name):
    """The namespace of a name; allauth's have none, and say of what they are."""
    return re.split("[:_]", name)[0]


ROWS = list(lines(TABLE))
GROUPS = sorted({group_of(row[0]) for row in ROWS})
ADMIN_ROWS = list(lines(ADMIN))


def names(patterns=None, namespace=""):
    """The name of every URL of the site, those of included applications with their namespaces."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            yield from names(pattern.url_patterns, namespace + (f"{pattern.namespace}:" if pattern.namespace else ""))


def outcome(response):
    if response.status_code not in (301, 302):
        return str(response.status_code)
    name = resolve(urlsplit(response["Location"]).path).view_name
    return "in" if name == "account_login" else f">{name}"


@pytest.fixture
def people(ada, bob, cleo, mod, owner):
    return dict(zip(ROLES, (None, None, bob, cleo, ada, mod, owner), strict=True))


@pytest.fixture
def browser_of(client_of, people, studio):
    signed_in = {role: client_of(people[role]).cookies for role in ROLES}

    def browser(role):
        """A new one each time, with what a browser that has signed in remembers."""
        client = client_of(None, raise_request_exception=False)
        client.cookies = deepcopy(signed_in[role])
        if role == "guest":
            studio.open_door()
            assert client.post("/rooms/studio/guest/", {"name": "Paul"}).status_code == 302
        return client

    return browser


@pytest.fixture
def plain_errors(monkeypatch):
    """Error pages without what surrounds them: they have their own tests, and each takes as long as a page."""
    monkeypatch.setattr(errors, "answer", lambda request, status, *_arguments, **_options: HttpResponse(status=status))


FRAMELESS = """
{% block title %}{% endblock %}{% block title_of_site %}{% endblock %}{% block head %}{% endblock %}
<body class="{% block shell %}shell{% endblock %}"{% block body_attributes %}{% endblock %}>
{% block side %}{% endblock %}
{% block main %}
<main class="page {% block page %}{% endblock %}">{% block content %}{% endblock %}</main>
{% endblock %}
{% block stream %}{% endblock %}
"""


@pytest.fixture
def frameless(monkeypatch):
    """Pages without what stands on each of them, in base.html: it takes a fifth of their time."""
    from django.template import engines
    from django.template.loader_tags import ExtendsNode

    parent_of, frame = ExtendsNode.get_parent, engines["django"].from_string(FRAMELESS).template

    def get_parent(node, context):
        parent = parent_of(node, context)
        return frame if parent.name == "base.html" else parent

    monkeypatch.setattr(ExtendsNode, "get_parent", get_parent)


@pytest.fixture
def address_of(people, studio, kiln, client_of, make_user):
    """`address_of("rooms:message", "kiln")`: an address under that name, of something that exists."""
    from allauth.usersessions.models import UserSession
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage
    from django.core.files.uploadedfile import SimpleUploadedFile

    from apps.accounts.models import Invitation
    from apps.api.models import AccessToken, Login
    from apps.bots.models import Bot, IncomingWebhook
    from apps.notifications import endings
    from apps.people.models import Follow
    from apps.posts.models import Audience, Post
    from apps.projects.models import Endorsement, Project, Review
    from apps.rooms.models import Room
    from apps.rooms.uploads import attachment
    from apps.tags.models import Tag
    from apps.weeks.models import Week
    from tests.pictures import picture

    ada = people["owner"]
    studio.join(people["member"])
    talk = Room.objects.begin(ada, [people["member"]])
    rooms = {"studio": studio, "kiln": kiln, "talk": talk, "": studio}
    said = {name: room.post(ada, "The first word.") for name, room in rooms.items()}
    Follow.objects.make(people["member"], ada)
    oak, letter = (Post.objects.publish(ada, [], "Words", audience=audience) for audience in Audience.values)
    posts = {"oak": oak, "letter": letter, "": oak}
    projects = {}
    for name, audience in zip(("cart", "plan"), Audience.values, strict=True):
        projects[name] = Project.objects.create(owner=ada, title=name, body="Two frames", audience=audience)
        projects[name].show()
        projects[name].invite(people["member"])
    opinion = {"is_positive": True, "body": "Fine", "relation": "used"}
    reviews = {name: Review.objects.write(one, people["member"], **opinion) for name, one in projects.items()}
    skill = ada.profile.skill_rows.create(tag=Tag.objects.named(["oak"]).get())
    endorsement = Endorsement.objects.endorse(skill, people["member"])
    comments = {name: post.comments.say(post, people["member"], "Fine") for name, post in posts.items()}
    bot = Bot.objects.make(ada, "kiln.log", "Kiln logger")
    webhook = bot.outgoing.create(url="https://receiver.example/", event="mention")
    arguments = {
        "posts:draft": lambda _thing: {"key": ada.post_drafts.create(body="Ash").key},
        "posts:photos": lambda _thing: {"username": "ada"},
        "posts:photos_feed": lambda _thing: {"username": "ada"},
        "posts:tagged_by": lambda _thing: {"username": "ada", "name": Tag.objects.named(["oak"]).get().name},
        "posts:tag_feed": lambda _thing: {"name": Tag.objects.named(["oak"]).get().name},
        "tags:tag": lambda _thing: {"name": Tag.objects.named(["oak"]).get().name},
        "posts:follow_tag": lambda _thing: {"name": Tag.objects.named(["oak"]).get().name},
        "posts:comment": lambda thing: {"pk": comments[thing].pk},
        "posts:comment_like": lambda thing: {"pk": comments[thing].pk},
        "projects:projects": lambda _thing: {},
        "projects:new": lambda _thing: {},
        "projects:collaborator": lambda thing: {"pk": projects[thing].pk, "username": "bob"},
        "projects:of_profile": lambda _thing: {"username": "ada"},
        "projects:reviews_of_profile": lambda _thing: {"username": "ada"},
        "projects:endorsements": lambda _thing: {"username": "ada", "name": skill.tag.name},
        "projects:hidden_endorsement": lambda _thing: {"pk": endorsement.pk},
        "projects:review": lambda thing: {"pk": reviews[thing].pk},
        "projects:edit_review": lambda thing: {"pk": reviews[thing].pk},
        "projects:answer": lambda thing: {"pk": reviews[thing].pk},
        "shared:media": lambda _thing: {"path": default_storage.save("pictures/one.webp", ContentFile(b"RIFF"))},
        "accounts:invitation": lambda _thing: {"code": Invitation.objects.create(made_by=ada).code},
        "accounts:end_invitation": lambda _thing: {"pk": Invitation.objects.create(made_by=ada).pk},
        "accounts:end_session": lambda _thing: {"pk": session_of(ada).pk},
        "notifications:read_row": lambda _thing: {"pk": ada.notifications.latest("pk").pk},
        "notifications:mute": lambda thing: place_of(thing),
        "notifications:unsubscribe": lambda _thing: {"token": endings.token_of(ada.pk, "mail")},
        "notifications:announcement": lambda _thing: {"pk": announced().pk},
        "people:profile": lambda _thing: {"username": "ada"},
        "people:about": lambda _thing: {"username": "ada"},
        "people:edit_profile_part": lambda _thing: {"part": "bio"},
        "people:follow": lambda _thing: {"username": "ada"},
        "people:followers": lambda _thing: {"username": "ada"},
        "people:following": lambda _thing: {"username": "ada"},
        "people:follower": lambda _thing: {"username": "ada", "follower": "bob"},
        "people:follow_request": lambda _thing: {"username": somebody_who_asks().username},
        "people:block": lambda _thing: {"username": "ada"},
        **{
            f"api:{name}": lambda _thing: {"username": "ada"}
            for name in ("person", "follow", "followers", "following")
        },
        "api:block": lambda _thing: {"username": "ada"},
        "api:follower": lambda _thing: {"username": "bob"},
        "api:follow_request": lambda _thing: {"username": somebody_who_asks().username},
        "api:tag": lambda _thing: {"name": "oak"},
        "api:tag_follow": lambda _thing: {"name": "oak"},
        **{
            f"api:post{name}": lambda thing: {"pk": posts[thing].pk}
            for name in ("", "_archive", "_photos", "_like", "_likes", "_save", "_comments")
        },
        "api:not_interested": lambda thing: {"kind": "post", "name": posts[thing].pk},
        "api:scheduled_post": lambda _thing: {"key": ada.post_drafts.create(publishes_at=timezone.now()).key},
        "api:post_photo": lambda _thing: {"pk": posts["oak"].pk, "photo": photo_of(posts["oak"]).pk},
        "api:comment": lambda thing: {"pk": comments[thing].pk},
        "api:comment_like": lambda thing: {"pk": comments[thing].pk},
        **{
            f"api:project{name}": lambda thing: {"pk": projects[thing or "cart"].pk}
            for name in (
                *("", "_publication", "_photos", "_like", "_likes", "_save", "_comments", "_reviews"),
                *("_collaborators", "_invitation", "_owner"),
            )
        },
        "api:project_collaborator": lambda thing: {"pk": projects[thing or "cart"].pk, "username": "bob"},
        "api:project_photo": lambda _thing: {"pk": projects["cart"].pk, "photo": photo_of(projects["cart"]).pk},
        "api:review": lambda thing: {"pk": reviews[thing or "cart"].pk},
        "api:review_answer": lambda _thing: {"pk": reviews["cart"].pk},
        "api:person_projects": lambda _thing: {"username": "ada"},
        "api:person_reviews": lambda _thing: {"username": "ada"},
        "api:endorsements": lambda _thing: {"username": "ada", "name": skill.tag.name},
        "api:hidden_endorsement": lambda _thing: {"pk": endorsement.pk},
        "api:endorsement": lambda _thing: {"username": "ada", "name": skill.tag.name},
        **{
            f"api:{name}": lambda thing: {"slug": rooms[thing].slug}
            for name in (
                *("room", "room_archive", "room_owner", "room_members", "room_membership", "room_read"),
                *("room_messages", "room_typing", "room_search", "admission", "attachments"),
            )
        },
        "api:room_member": lambda thing: {"slug": rooms[thing].slug, "username": "bob"},
        "api:message": lambda thing: {"slug": rooms[thing].slug, "pk": said[thing].pk},
        "api:reaction": lambda thing: {"slug": rooms[thing].slug, "pk": said[thing].pk, "emoji": "👍"},
        "api:attachment": lambda thing: file_in(rooms[thing]),
        "api:notification_read": lambda _thing: {"pk": ada.notifications.latest("pk").pk},
        "api:mute": lambda thing: mute_of(thing),
        "api:token_page": lambda _thing: {"pk": AccessToken.objects.make(ada, "Script", ["everything"])[0].pk},
        "api:login_page": lambda _thing: {"pk": Login.objects.create(user=ada, jti=uuid4().hex).pk},
        "bots:hook": lambda _thing: {"secret": IncomingWebhook.objects.make(bot, studio)[1]},
        "bots:bot": lambda _thing: {"username": "kiln.log"},
        "bots:token": lambda _thing: {
            "username": "kiln.log",
            "pk": AccessToken.objects.make(bot.user, "Script", ["everything"])[0].pk,
        },
        "bots:incoming": lambda _thing: {
            "username": "kiln.log",
            "pk": IncomingWebhook.objects.make(bot, studio)[0].pk,
        },
        "bots:outgoing": lambda _thing: {"username": "kiln.log", "pk": webhook.pk},
        "bots:deliveries": lambda _thing: {"username": "kiln.log"},
        "bots:delivery": lambda _thing: {
            "username": "kiln.log",
            "pk": webhook.deliveries.create(message=said["studio"], payload={}).pk,
        },
        "rooms:personal": lambda _thing: {"username": "ada"},
        "rooms:a_guest": lambda _thing: {"slug": studio.slug, "pk": a_guest().pk},
        "rooms:conversation": lambda _thing: {"usernames": "ada"},
        "rooms:files": lambda thing: {"slug": rooms[thing].slug},
        "rooms:file": lambda thing: picture_in(rooms[thing]),
        "rooms:small_file": lambda thing: picture_in(rooms[thing]),
        "weeks:week": lambda _thing: {"begins": Week.objects.get_or_create(begins=date(2026, 11, 9))[0].begins},
        "short:short_address": lambda thing: {"slug": rooms[thing].slug},
        "account_confirm_email": lambda _thing: {"key": "no-such-key"},
        "account_reset_password_from_key": lambda _thing: {"uidb36": "1", "key": "no-such-key"},
        "mfa_remove_webauthn": lambda _thing: {"pk": 1},
        "mfa_edit_webauthn": lambda _thing: {"pk": 1},
        "admin:app_list": lambda _thing: {"app_label": "rooms"},
        "admin:view_on_site": lambda _thing: {"content_type_id": content_type(studio).pk, "object_id": studio.pk},
        "admin:auth_user_password_change": lambda _thing: {"id": ada.pk},
    }

    def place_of(thing):
        noun, shown = ("post", posts[thing]) if thing in posts else ("room", rooms[thing])
        return {"noun": noun, "number": shown.pk}

    def photo_of(album):
        """One of two: the last one of what is published stays."""
        files = {"large": "photos/oak.webp", "medium": "photos/oak.webp", "small": "photos/oak.webp"}
        album.photos.create(**files, width=4, height=3)
        return album.photos.create(**files, width=4, height=3)

    def mute_of(thing):
        place = place_of(thing)
        return {"noun": place["noun"], "pk": place["number"]}

    def somebody_who_asks():
        from apps.people.models import FollowRequest

        dora = type(ada).objects.filter(username="dora").first() or make_user("dora")
        for user in people.values():
            if user:
                FollowRequest.objects.make(dora, user)
        return dora

    def announced():
        from apps.notifications.models import Announcement

        return Announcement.objects.create(author=ada, title="Soup", body="At noon")

    def a_guest():
        studio.open_door()
        return studio.guests.first() or studio.admit_guest("Gustav", "127.0.0.1")

    def picture_in(room):
        files = [attachment(SimpleUploadedFile("kiln.png", picture("PNG")))]
        return {"slug": room.slug, "pk": room.post(ada, "", files=files).attachments.get().pk, "name": "kiln.webp"}

    def file_in(room):
        return {name: value for name, value in picture_in(room).items() if name != "name"}

    def session_of(user):
        client = client_of(user)
        return UserSession.objects.create(user=user, ip="127.0.0.1", session_key=client.session.session_key)

    def in_a_room(name, thing):
        """The room, its first message and a member, as far as an address of `rooms:` asks for them."""
        day = timezone.localdate(said[thing].sent_at)
        known = {"slug": rooms[thing].slug, "pk": said[thing].pk, "username": "bob"}
        known |= {"year": day.year, "month": day.month, "day": day.day}
        return {parameter: known[parameter] for parameter in parameters(name)}

    def address(name, thing=""):
        default = "cart" if name.startswith("projects:") else ""
        if name.startswith("rooms:") and name not in arguments:
            kwargs = in_a_room(name, thing)
        elif name.startswith("posts:") and name not in arguments:
            kwargs = {"pk": posts[thing].pk} if parameters(name) else {}
        elif name.startswith("projects:") and name not in arguments:
            kwargs = {"pk": projects[thing or default].pk}
        else:
            kwargs = arguments.get(name, lambda _thing: {})(thing or default)
        return reverse(name, kwargs=kwargs) + QUERIES.get(name, "")

    return address


def parameters(name):
    """What an address of an app's is made with."""
    namespace, _colon, name = name.partition(":")
    _prefix, resolver = get_resolver().namespace_dict[namespace]
    possibilities, *_rest = resolver.reverse_dict.getlist(name)[0]
    return possibilities[0][1]


def content_type(thing):
    from django.contrib.contenttypes.models import ContentType

    return ContentType.objects.get_for_model(thing)


@contextmanager
def nothing_stays(looks=False):
    """Of what is done meanwhile; rate limits live in the caches. Who only `looks` leaves what was remembered true."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    forget_limits() if looks else forget_everything()


def tried(browser, method, address, name):
    """The outcome of one request, of which nothing stays."""
    with nothing_stays(looks=method == "GET"):
        if method in ("PATCH", "PUT"):
            response = getattr(browser, method.lower())(address, {}, content_type="application/json")
        else:
            response = getattr(browser, method.lower())(address, DATA.get(name, {}) if method == "POST" else None)
    return outcome(response)


def test_every_url_name_is_in_the_table():
    ours = {name for name in names() if not name.startswith("admin:")}
    assert ours - {row[0] for row in ROWS} == set()


def test_every_line_of_the_table_has_its_url_name():
    assert {row[0] for row in [*ROWS, *lines(VISITORS, methods=False), *ADMIN_ROWS]} - set(names()) == set()


def test_who_may(browser_of, address_of, plain_errors, frameless):
    found, expected = {}, {}
    for roles in (ROLES[:1], ROLES[1:]):  # when the guest has come in, the visitor could too
        browsers = {role: browser_of(role) for role in roles}
        for name, thing, method, outcomes in ROWS:
            cells = dict(zip(ROLES, outcomes, strict=True))
            with nothing_stays():
                address = address_of(name, thing)
                for role, browser in browsers.items():
                    line = f"{role}: {method} {name} {thing}"
                    assert line not in found
                    found[line] = tried(same(browser), "GET" if method == "ANY" else method, address, name)
                    expected[line] = cells[role]
    assert found == expected


def test_everybody_is_told_that_there_is_no_such_page(browser_of):
    for role in ROLES:
        response = browser_of(role).get("/no/such/page/")
        assert (response.status_code, "<main" in response.text) == (404, True), role


def same(browser):
    """One that remembers the same: what the first is sent meanwhile is not kept."""
    copy = type(browser)(raise_request_exception=browser.raise_request_exception)
    copy.cookies = deepcopy(browser.cookies)
    return copy


def test_what_has_no_line_is_refused(browser_of, address_of, plain_errors):
    for name in sorted({row[0] for row in ROWS}):
        with nothing_stays():
            refuses_what_has_no_line(name, browser_of, address_of)


def refuses_what_has_no_line(name, browser_of, address_of):
    listed = {row[2] for row in ROWS if row[0] == name}
    if "ANY" in listed:  # answers the same to every method
        return
    if ":" in name and name != "accounts:signup":
        methods, refusal = {"GET", "POST", "PUT", "PATCH", "DELETE"}, {"405"}
    else:  # allauth looks at the person first and at the method then, and takes a PUT for a POST
        methods, refusal = {"GET", "POST"}, {"405", "404"}
    browser = browser_of("admin" if "invitation" in name else "owner")
    for method in methods - listed:
        assert tried(browser, method, address_of(name), name) in refusal, f"{method} {name}"


@pytest.mark.parametrize("choice", ["nothing", "rooms", "rooms-people"])
def test_what_visitors_may_read(choice, set_site, browser_of, address_of, frameless):
    set_site(visitors_may_read=choice)
    column = ["nothing", "rooms", "rooms-people"].index(choice)
    rows = list(lines(VISITORS, methods=False))
    found = {}
    for name, thing, method, _expected in rows:
        set_site(visitors_may_read=choice)
        found[name, thing] = tried(browser_of("visitor"), method, address_of(name, thing), name)
    assert found == {(name, thing): expected[column] for name, thing, _method, expected in rows}


@pytest.mark.parametrize("choice", ["nothing", "rooms", "rooms-people"])
def test_visitors_never_write(choice, set_site, browser_of, address_of, studio):
    set_site(visitors_may_read=choice)
    browser, address = browser_of("visitor"), address_of("rooms:messages", "studio")
    before = studio.messages.count()
    assert outcome(browser.post(address, {"body": "Let me in"})) == "in"
    assert studio.messages.count() == before


# --- The admin ------------------------------------------------------------------------------------


@pytest.fixture
def after_the_door():
    """The outcome of an admin page, or of the sign-in page that it leads to, which a browser asks for once."""
    behind = {}

    def through(browser, method, address):
        response = getattr(browser, method.lower())(address)
        if outcome(response) != ">admin:login":
            return outcome(response)
        if browser not in behind:
            behind[browser] = outcome(browser.get(response["Location"]))
        return behind[browser]

    return through


def test_every_page_of_the_admin_is_known():
    models = {f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry}
    pages = {f"admin:{model}_{page}" for model in models for page in MODEL_PAGES}
    assert set(names_of_the_admin()) - pages == {row[0] for row in ADMIN_ROWS}


def names_of_the_admin():
    # Patterns without a name lead old addresses on, and all else to the sign-in page.
    return (name for name in names() if name.startswith("admin:") and name != "admin:None")


def test_who_may_in_the_admin(browser_of, address_of, after_the_door):
    for name, _thing, method, expected in ADMIN_ROWS:
        with nothing_stays():
            address = address_of(name)
            found = [
                after_the_door(browser_of(role), method, address)
                for role in ("visitor", "member", "moderator", "admin")
            ]
        assert (name, tuple(found)) == (name, expected)


@pytest.mark.parametrize("role", ["visitor", "member", "moderator", "admin"])
def test_who_may_on_a_models_pages(role, people, make_one, browser_of, after_the_door):
    browser = browser_of(role)
    found, expected = {}, {}
    for model in admin.site._registry:
        key = f"{model._meta.app_label}_{model._meta.model_name}"
        row = make_one(model)
        for page, right in MODEL_PAGES.items():
            arguments = [] if page in ("changelist", "add") else [row.pk]
            found[key, page] = after_the_door(browser, "GET", reverse(f"admin:{key}_{page}", args=arguments))
            expected[key, page] = {
                "visitor": "in",
                "member": "403",
                "moderator": "200" if right in MODERATORS_MAY.get(key, "").split() else "403",
                "admin": "403" if right in NOBODY_MAY.get(key, "").split() else "200",
            }[role]
    assert found == expected


def test_a_client_id_is_no_key_to_a_room(browser_of, kiln, people):
    """A message's client_id, once seen, must not give its text to somebody outside."""
    secret = UUID(int=7)
    kiln.post(people["owner"], "Only for us.", secret)
    response = browser_of("stranger").post("/rooms/kiln/messages/", {"body": "x", "client_id": str(secret)})
    assert response.status_code == 404
